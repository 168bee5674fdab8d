import type { CommandHelp, Option } from "../options.ts";

/** Placeholders whose value is a path. */
const PATHS = /FILE|DIR|PATH/;

interface Named {
  readonly command: CommandHelp;
  readonly name: string;
  readonly option: Option;
}

function optionsOf(commands: readonly CommandHelp[]): readonly Named[] {
  return commands.flatMap((command) => Object.entries(command.options).map(([name, option]) => ({ command, name, option })));
}

/** A completion script for bash. */
export function bashScript(commands: readonly CommandHelp[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const valued = optionsOf(commands)
    .filter(({ option }) => option.oneOf !== undefined)
    .map(
      ({ command, name, option }) =>
        `    "${command.name} --${name}") COMPREPLY=($(compgen -W "${option.oneOf?.join(" ")}" -- "$word")); return ;;`,
    );
  const pathed = [...new Set(optionsOf(commands).flatMap(({ name, option }) => (PATHS.test(option.value ?? "") ? [`--${name}`] : [])))];
  const options = commands.map(
    ({ name, options }) =>
      `    ${name}) words="${Object.keys(options)
        .map((each) => `--${each}`)
        .join(" ")}" ;;`,
  );
  return `# bash completion of whittle
_whittle() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names} help --help --version" -- "$word"))
    return
  fi
  case "$command $before" in
${valued.join("\n")}
  esac
  case "$before" in
    ${pathed.join("|")}) compopt -o filenames; COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  case "$command" in
${options.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _whittle whittle
`;
}

/** A completion script for zsh, to be found as \`_whittle\` in fpath. */
export function zshScript(commands: readonly CommandHelp[]): string {
  const names = commands.map(({ name, about }) => `    '${name}:${quoted(about)}'`);
  const cases = commands.map(({ name, options }) => {
    const specs = Object.entries(options).map(([each, option]) => `        ${zshSpec(each, option)}`);
    return `      ${name}) _arguments \\\n${specs.join(" \\\n")} ;;`;
  });
  return `#compdef whittle
_whittle() {
  local -a commands=(
${names.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
${cases.join("\n")}
  esac
}
compdef _whittle whittle
`;
}

function zshSpec(name: string, { about, value, oneOf, multiple }: Option): string {
  const action = oneOf ? `(${oneOf.join(" ")})` : PATHS.test(value ?? "") ? "_files" : " ";
  return `'${multiple ? "*" : ""}--${name}[${quoted(about)}]${value === undefined ? "" : `:${value}:${action}`}'`;
}

/** A completion script for fish. */
export function fishScript(commands: readonly CommandHelp[]): string {
  const names = commands.map(
    ({ name, about }) => `complete -c whittle -n __fish_use_subcommand -f -a ${name} -d '${about.replaceAll("'", "\\'")}'`,
  );
  const options = optionsOf(commands).map(({ command, name, option }) => {
    const { about, value, oneOf } = option;
    const takes = oneOf ? ` -x -a '${oneOf.join(" ")}'` : value === undefined ? "" : PATHS.test(value) ? " -r -F" : " -x";
    return `complete -c whittle -n '__fish_seen_subcommand_from ${command.name}' -l ${name}${takes} -d '${about.replaceAll("'", "\\'")}'`;
  });
  return `# fish completion of whittle\n${[...names, ...options].join("\n")}\n`;
}

/** Without what zsh's own notation means something by. */
function quoted(about: string): string {
  return about.replace(/'/g, "").replace(/[[\]]/g, " ").replaceAll(":", "\\:");
}
