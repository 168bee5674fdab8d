/**
 * Resource types whose things are made anew each time, by service: the name of one says nothing about the next, be it an id that
 * AWS makes up or a job's name that must be unique (Service Authorization Reference, "Resource types"; each service's API reference).
 */
export const madeAnew: Readonly<Record<string, readonly string[]>> = {
  amplify: ["jobs"],
  amplifyuibuilder: ["CodegenJobResource"],
  appconfig: ["deployment", "experimentrun"],
  apptest: ["TestRun"],
  athena: ["session"],
  "aws-marketplace": ["ChangeSet"],
  backup: ["recoveryPoint"],
  "backup-search": ["searchExportJob", "searchJob"],
  batch: ["job", "service-job"],
  bedrock: [
    "advanced-prompt-optimization-job",
    "blueprint-optimization-invocation",
    "data-automation-invocation-job",
    "data-automation-library-ingestion-job",
    "evaluation-job",
    "flow-execution",
    "model-copy-job",
    "model-customization-job",
    "model-evaluation-job",
    "model-import-job",
    "model-invocation-job",
    "session",
  ],
  "bedrock-agentcore": ["batch-evaluate"],
  braket: ["job", "quantum-task"],
  cases: ["Case"],
  "cleanrooms-ml": ["TrainedModelInferenceJob", "audiencegenerationjob"],
  cloudformation: ["changeset"],
  cloudhsm: ["backup"],
  comprehend: [
    "document-classification-job",
    "dominant-language-detection-job",
    "entities-detection-job",
    "events-detection-job",
    "key-phrases-detection-job",
    "pii-entities-detection-job",
    "sentiment-detection-job",
    "targeted-sentiment-detection-job",
    "topics-detection-job",
  ],
  connect: ["contact", "contact-evaluation"],
  dataexchange: ["jobs"],
  datasync: ["discoveryjob", "taskexecution"],
  deadline: ["job"],
  devicefarm: ["job", "run", "session", "testgrid-session"],
  drs: ["JobResource", "RecoveryPlanExecutionResource"],
  dynamodb: ["backup", "export", "import"],
  ec2: [
    "declarative-policies-report",
    "export-image-task",
    "export-instance-task",
    "image-usage-report",
    "import-image-task",
    "import-snapshot-task",
    "mac-modification-task",
    "network-insights-access-scope-analysis",
    "network-insights-analysis",
    "replace-root-volume-task",
    "spot-fleet-request",
    "spot-instances-request",
  ],
  ecs: ["daemon-deployment", "service-deployment", "task", "task-set"],
  elasticmapreduce: ["cluster", "notebook-execution", "session"],
  elastictranscoder: ["job"],
  "emr-containers": ["jobRun"],
  "emr-serverless": ["jobRun", "session"],
  fsx: ["backup", "task"],
  groundstation: ["Contact"],
  "health-agent": ["PatientInsightsJob", "Session"],
  imagebuilder: ["lifecycleExecution", "workflowExecution", "workflowStepExecution"],
  iotdeviceadvisor: ["Suiterun"],
  kafkaconnect: ["connector operation"],
  logs: ["log-stream"],
  macie2: ["ClassificationJob"],
  mediaconvert: ["Job"],
  mgh: ["AutomationRunResource"],
  mgn: ["ExportResource", "ImportResource", "JobResource"],
  mobiletargeting: ["export-job", "import-job"],
  mpa: ["session"],
  "neptune-graph": ["export-task", "import-task"],
  "nova-act": ["workflow-run"],
  omics: ["TaskResource", "run", "runBatch"],
  proton: ["deployment"],
  qapps: ["qapp-session"],
  rds: ["deployment"],
  "redshift-serverless": ["recoveryPoint"],
  resiliencehub: ["app-assessment"],
  robomaker: ["deploymentJob", "simulationJob", "simulationJobBatch", "worldExportJob", "worldGenerationJob"],
  route53: ["change"],
  s3: ["job"],
  sagemaker: [
    "automl-job",
    "compilation-job",
    "edge-packaging-job",
    "hyper-parameter-tuning-job",
    "inference-recommendations-job",
    "labeling-job",
    "optimization-job",
    "pipeline-execution",
    "processing-job",
    "training-job",
    "transform-job",
  ],
  "sagemaker-geospatial": ["EarthObservationJob", "VectorEnrichmentJob"],
  sdb: ["export"],
  "security-ir": ["case"],
  ses: ["deliverability-test-report", "export-job", "import-job"],
  signer: ["signing-job"],
  "snow-device-management": ["task"],
  ssm: ["automation-execution", "session"],
  "ssm-incidents": ["incident-record"],
  states: ["execution", "express", "maprun"],
  storagegateway: ["cache-report"],
  sts: ["federated-user"],
  "timestream-influxdb": ["db-backup"],
  tnb: ["network-operation"],
  transcribe: ["callanalyticsjob", "medicalscribejob", "medicaltranscriptionjob", "transcriptionjob"],
  wisdom: ["Session"],
  workmailmessageflow: ["RawMessage"],
};

const madeAnewTypes: ReadonlySet<string> = new Set(
  Object.entries(madeAnew).flatMap(([service, types]) => types.map((type) => `${service}:${type}`)),
);

export function isMadeAnew(service: string, type: string): boolean {
  return madeAnewTypes.has(`${service}:${type}`);
}

/** Resource types whose things are named by an id alone and are replaced as a matter of course; a key or a subnet is not. */
const passing: ReadonlySet<string> = new Set([
  "instance",
  "managed-instance",
  "managed-instance-inventory",
  "container-instance",
  "network-interface",
  "volume",
  "snapshot",
  "association",
  "spot-instances-request",
]);

export function comesAndGoes(type: string): boolean {
  return passing.has(type);
}

/** Whole parts of a name that AWS or a clock made up: a UUID, an instance's id, a long number, a date, with or without a file's ending. */
const variablePart =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:[a-z]+-)?(?=[0-9a-f]*\d)[0-9a-f]{8,}|\d{4,}|(?:19|20)\d{2}[-_.]?\d{2}(?:[-_.]?\d{2}.*)?)(?:\.[a-z][a-z0-9]{0,7}){0,2}$/i;

/** The end of a name that varies while its beginning stays: a date, a run of digits, a random suffix. */
const variableEnd =
  /(?:[-_.]?(?:19|20)\d{2}[-_.]?\d{2}[-_.]?\d{2}.*|[-_.](?=[A-Za-z]*\d)[A-Za-z0-9]{6,}|[-_.]\d+|[-_.]?\d{3,}(?:\.[A-Za-z][A-Za-z0-9]{0,7}){1,2})$/;

/**
 * A name with its varying part left open: `app/2026-01-31/x` is `app/*`, `worker-a1b2c3d4` is `worker-*`.
 * Undefined where nothing in it looks made up.
 */
export function openName(name: string): string | undefined {
  let at = 0;
  for (const part of name.split(/(?<=[/:])|(?=[/:])/)) {
    if (variablePart.test(part)) return `${name.slice(0, at)}*`;
    const end = part.search(variableEnd);
    if (end > 0) return `${name.slice(0, at + end)}${/^[-_.]/.test(part.slice(end)) ? part[end] : ""}*`;
    at += part.length;
  }
  return undefined;
}
