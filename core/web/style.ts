/** The one style sheet, small enough to stand in the page: nothing is loaded from anywhere. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #17202b; --soft: #566270; --paper: #f5f6f4; --card: #fff; --line: #e2e5e8; --field: #8b95a1; --accent: #0b5c52; --accent-ink: #fff; --goes: #a3261b; --stays: #0b5c52; --bar: #d9867d; --warn: #e0a100; --warn-paper: #fff9ea; --warn-ink: #6b4700; --code: #eff1f2; --goes-paper: #fdf0ee; --stays-paper: #e9f6f2 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #a4aeba; --paper: #12161b; --card: #1a2027; --line: #2c343d; --field: #6b7683; --accent: #6fd0bf; --accent-ink: #0b1917; --goes: #ff9c91; --stays: #7fd8c8; --bar: #a3554d; --warn: #d6a63c; --warn-paper: #26231a; --warn-ink: #ffd98a; --code: #242c35; --goes-paper: #2e2020; --stays-paper: #182c2a } }
* { box-sizing: border-box }
html { scroll-padding: 1rem; -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Open Sans", sans-serif; overflow-wrap: anywhere }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem }
:lang(ja) { line-break: strict } :lang(ja) h1 { word-break: auto-phrase }
p { margin: 0 0 .6rem } section > :last-child, form > :last-child, li > :last-child, dd > :last-child { margin-bottom: 0 }
.brand { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem; margin: 0; color: var(--soft); font-size: .92rem } .brand svg { fill: var(--accent) } .brand strong { color: var(--ink) }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.15rem); line-height: 1.2; margin: .6rem 0 .5rem; letter-spacing: -.02em; text-wrap: balance }
header { margin-bottom: 1.3rem } .codes { margin: .1rem 0; line-height: 1.75 } .codes code { display: inline-block; line-height: 1.5 } .lead { color: var(--soft); font-size: 1.05rem; max-width: 44rem; margin: 0 } .lead strong { color: var(--ink) }
h2 { font-size: 1.08rem; line-height: 1.3; margin: 0 0 .7rem; letter-spacing: -.005em } h3 { font-size: .95rem; line-height: 1.4; margin: .9rem 0 .3rem } h2 + h3, section > h3:first-child { margin-top: 0 }
section, form { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.1rem 1.2rem; margin: 1rem 0; box-shadow: 0 1px 2px rgb(0 0 0 / .04) }
section section { box-shadow: none; border-radius: .5rem }
dl { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .45rem 1rem; margin: 0 } dt { color: var(--soft) } dd { margin: 0 } dl + p, dl + ul, ul + p { margin-top: .9rem }
ul, ol { margin: .3rem 0; padding-left: 1.25rem } li { margin: .3rem 0 } li::marker { color: var(--soft) }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums } th { text-align: left; font-weight: 600 } thead th { color: var(--soft); font-size: .88rem } tbody th { font-weight: 500 } td, thead th { overflow-wrap: break-word } th, td { padding: .35rem .8rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top } th:last-child, td:last-child { padding-right: 0 } .number { text-align: right; white-space: nowrap }
.levels { margin-bottom: .6rem } .levels th, .levels td { border: 0; vertical-align: middle } .levels td:last-child { width: 45% } .bar { display: block; width: 100%; height: .5rem; fill: var(--bar) }
code, pre { font: .86em/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace } code { background: var(--code); padding: .1em .32em; border-radius: .25rem; -webkit-box-decoration-break: clone; box-decoration-break: clone }
pre { background: var(--code); padding: .8rem .9rem; border-radius: .5rem; overflow-x: auto; white-space: pre-wrap; margin: .5rem 0 }
.diff del, .diff ins { display: block; text-decoration: none; margin: 0 -.9rem; padding: 0 .9rem } .diff del { background: var(--goes-paper); color: var(--goes) } .diff ins { background: var(--stays-paper); color: var(--stays) }
summary { cursor: pointer; padding: .4rem 0; border-radius: .25rem } details + details { border-top: 1px solid var(--line) } summary::marker { color: var(--soft) } .names { color: var(--soft); padding-left: 1.1rem }
.goes { color: var(--goes) } .stays { color: var(--stays) } .soft { color: var(--soft) }
.warn { background: var(--warn-paper); border-left: 4px solid var(--warn) } .warn h2 { color: var(--warn-ink) }
.done { border-left: 4px solid var(--accent) } .refused { border-left: 4px solid var(--goes) }
.kept, .checks { list-style: none; padding: 0; margin: 0 } .kept li, .checks li { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: .2rem 1rem; margin: 0; padding: .6rem 0; border-top: 1px solid var(--line) } .kept p { margin: 0 } .kept li:first-child { border: 0; padding-top: 0 }
.asked { list-style: none; padding: 0 } .asked > li { padding-bottom: .6rem } .asked > li + li { border-top: 1px solid var(--line); padding-top: .3rem } .asked .on { margin-bottom: .6rem } .on .codes { display: inline }
.kept > li > p code { color: var(--stays) } .on { color: var(--soft); font-size: .92rem }
.checks li { grid-template-columns: 5.5rem minmax(0, 1fr) } .checks strong { display: block }
.badge, .tag { font-size: .85rem; font-weight: 600; white-space: nowrap } .pass { color: var(--stays) } .fail { color: var(--goes) } .badge.warn, .tag { background: none; border: 0; color: var(--warn-ink) } .skipped { color: var(--soft) }
label { display: block; font-weight: 600; margin-bottom: .35rem } label .soft { font-weight: 400 } .tick { display: flex; align-items: flex-start; gap: .6rem; min-height: 2.75rem; padding: .5rem 0; margin: 0; cursor: pointer } .tick input { flex: none; width: 1.3rem; height: 1.3rem; margin: .1rem 0 0; accent-color: var(--accent) }
textarea, select, input[type=text], input[type=search] { display: block; width: 100%; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--field); border-radius: .5rem; padding: .55rem .7rem } textarea { min-height: 4.5rem; field-sizing: content; max-height: 12rem; resize: vertical }
.buttons { display: flex; flex-wrap: wrap; gap: .7rem; margin-top: .9rem }
button { flex: 1 1 8rem; font: inherit; font-weight: 600; min-height: 2.9rem; padding: .5rem 1rem; border-radius: .5rem; border: 1px solid var(--accent); background: var(--accent); color: var(--accent-ink); cursor: pointer }
button:hover { filter: brightness(1.08) } button.second { background: transparent; color: var(--accent) } button.reject { background: transparent; color: var(--goes); border-color: var(--goes) } button.plain { background: transparent; color: var(--ink); border-color: var(--field) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
a { color: var(--accent); text-underline-offset: .15em } .who { display: flex; flex-wrap: wrap; align-items: center; gap: .7rem } .who p { flex: 1 1 16rem; margin: 0 } .who button { flex: 0 1 auto; min-height: 2.4rem }
.rows { list-style: none; padding: 0; margin: 0 } .rows li { margin: 0; padding: .7rem 0; border-top: 1px solid var(--line) } .rows li:first-child { border: 0; padding-top: 0 } .rows li:last-child { padding-bottom: 0 } .rows p { margin: 0 } .rows pre { margin-bottom: 0 } time { white-space: nowrap; font-variant-numeric: tabular-nums }
.steps li { display: grid; grid-template-columns: minmax(12.5rem, max-content) 4.5rem minmax(0, 1fr); gap: .1rem .8rem; padding: .5rem 0 } .steps time { color: var(--soft) }
.search { display: flex; flex-wrap: wrap; align-items: end; gap: .7rem } .search p { flex: 1 1 14rem; margin: 0 } .search p + p { flex-basis: 8rem } .search button { flex: 0 1 auto } .search input, .search select { height: 2.9rem } .search a { padding: .7rem 0 }
footer { color: var(--soft); font-size: .9rem }
@media (max-width: 30rem) { dl { display: block } dt { font-size: .88rem } dd + dt { margin-top: .55rem } section, form { padding: .95rem 1rem; margin: .8rem 0 } .kept li { grid-template-columns: minmax(0, 1fr) } .levels td:last-child { width: 28% } .steps li { grid-template-columns: minmax(0, 1fr) auto } .steps li > div { grid-column: 1 / -1 } }
@media (min-width: 68rem) { .deadline { display: none } .review main { max-width: 70rem } .columns { display: grid; grid-template-columns: minmax(0, 1fr) 20rem; column-gap: 1.5rem; align-items: start } .columns > * { grid-column: 1; min-width: 0; margin: 0 0 1.1rem } .columns > .decide { grid-column: 2; grid-row: 1 / span 20; position: sticky; top: 1rem } }
@media (max-width: 67.99rem) { .until { display: none } }
@media screen and (max-width: 67.99rem) and (min-height: 34rem) { .review main { padding-bottom: 14rem } html:has(.review) { scroll-padding-bottom: 14rem } .decide { position: fixed; z-index: 1; inset: auto 0 0; max-height: 60vh; overflow: auto; margin: 0; border-width: 1px 0 0; border-radius: 0; padding: .7rem max(1rem, calc((100vw - 44rem) / 2)) calc(.8rem + env(safe-area-inset-bottom)); box-shadow: 0 -4px 16px rgb(0 0 0 / .1) } .decide h2 { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%) } .decide textarea { min-height: 2.7rem; max-height: 7rem } .decide .buttons { margin-top: .6rem } .decide label { margin-bottom: .2rem; font-size: .92rem } }
`;
