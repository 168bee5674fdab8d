import type { AccessLevel } from "#core/policy/catalogue.ts";

/** Access levels as the IAM User Guide names them in Japanese. */
export const LEVELS: Readonly<Record<AccessLevel, string>> = {
  "Permissions management": "アクセス許可の管理",
  Write: "書き込み",
  Tagging: "タグ付け",
  Read: "読み取り",
  List: "リスト",
};
