/** The one style sheet, small enough to stand in the page: nothing is loaded from anywhere. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b2330; --soft: #55606f; --paper: #fbfbf9; --card: #fff; --line: #dcdfe4; --accent: #0b5c52; --accent-ink: #fff; --goes: #a3261b; --stays: #0b5c52; --warn-paper: #fff6df; --warn-ink: #6b4700; --code: #f2f3f1 }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #a9b2bd; --paper: #14181d; --card: #1c2229; --line: #353d47; --accent: #6fd0bf; --accent-ink: #0d1a18; --goes: #ff9c91; --stays: #7fd8c8; --warn-paper: #332a12; --warn-ink: #ffd98a; --code: #232a32 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem }
header p { margin: 0; color: var(--soft) }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .35rem 0 .5rem; letter-spacing: -.01em }
h2 { font-size: 1.05rem; margin: 0 0 .6rem } h3 { font-size: 1rem; margin: 0 0 .4rem }
section, form { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.1rem; margin: 1rem 0 }
dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .3rem 1rem; margin: 0 } dt { color: var(--soft) } dd { margin: 0 }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin-bottom: .5rem } }
ul, ol { margin: .3rem 0; padding-left: 1.2rem } li { margin: .2rem 0 }
table { width: 100%; border-collapse: collapse } th { text-align: left; font-weight: 600; color: var(--soft) } th, td { padding: .3rem .5rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top } td.number { text-align: right; font-variant-numeric: tabular-nums }
code, pre { font: .88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace } code { background: var(--code); padding: .05em .3em; border-radius: .25em }
pre { background: var(--code); padding: .8rem; border-radius: .4rem; overflow-x: auto; white-space: pre-wrap; margin: .5rem 0 }
summary { cursor: pointer; padding: .3rem 0 } details + details { border-top: 1px solid var(--line) }
.goes { color: var(--goes) } .stays { color: var(--stays) } .soft { color: var(--soft) }
.warn { background: var(--warn-paper); color: var(--warn-ink); border-color: transparent }
label { display: block; font-weight: 600; margin-bottom: .3rem }
textarea, input[type=text] { width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .4rem; padding: .5rem } textarea { min-height: 4.5rem }
.buttons { display: flex; flex-wrap: wrap; gap: .7rem; margin-top: .8rem }
button { flex: 1 1 9rem; font: inherit; font-weight: 600; padding: .75rem 1rem; border-radius: .45rem; border: 1px solid var(--accent); background: var(--accent); color: var(--accent-ink); cursor: pointer }
button.second { background: transparent; color: var(--accent) }
button.reject { background: transparent; color: var(--goes); border-color: var(--goes) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
a { color: var(--accent) } .who { display: flex; flex-wrap: wrap; align-items: center; gap: .7rem } .who p { flex: 1 1 16rem; margin: 0 } .who button { flex: 0 1 auto; padding: .45rem .9rem }
.badge { display: inline-block; min-width: 4.2rem; font-size: .82rem; font-weight: 600 }
footer { color: var(--soft); font-size: .9rem }
`;
