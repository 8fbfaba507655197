/// The page's only style sheet. Colours hold a contrast of at least 4.5 against their ground, dark and light.
package enum Stylesheet {
    /// CSS.
    package static let text = base + layout + tables + forms + details

    private static let base = """
        :root{color-scheme:light dark;--ground:#f4f6f8;--surface:#fff;--line:#d9dfe6;--text:#18202a;--muted:#566270;\
        --accent:#0a5aa8;--on-accent:#fff;--good:#1a7040;--busy:#0a5aa8;--warn:#8a5300;--bad:#b3261e;--idle:#566270;\
        --good-ground:#e3f4ea;--bad-ground:#fbe9e7;--code:#eef2f6;--chart:#0a5aa8;--limit:#a8480a}
        @media(prefers-color-scheme:dark){:root{--ground:#0f1419;--surface:#171d24;--line:#2c3641;--text:#e4e9ee;\
        --muted:#9aa7b4;--accent:#7cb8f5;--on-accent:#08121c;--good:#6fd39a;--busy:#7cb8f5;--warn:#e8b45c;\
        --bad:#ff9a8f;\
        --idle:#9aa7b4;--good-ground:#15301f;--bad-ground:#3a1b19;--code:#10161c;--chart:#7cb8f5;--limit:#f0a35e}}
        *{box-sizing:border-box}
        html{font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;\
        background:var(--ground);color:var(--text);-webkit-text-size-adjust:100%}
        body{margin:0}
        a{color:var(--accent);text-underline-offset:.15em}
        h1{font-size:1.45rem;line-height:1.2;margin:0 0 1rem;overflow-wrap:anywhere}
        h2{font-size:1.05rem;margin:0 0 .6rem}
        p{margin:.4rem 0}
        small,.muted{color:var(--muted)}
        small{font-size:.85em}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
        main:focus,#notice:focus{outline:none}
        .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .mono,code,pre,time{font-variant-numeric:tabular-nums}
        code,pre,.mono{font-family:ui-monospace,"SF Mono",Menlo,"Liberation Mono",monospace;font-size:.92em}

        """

    private static let layout = """
        .skip{position:absolute;left:-99rem;top:0;background:var(--accent);color:var(--on-accent);padding:.6rem 1rem;\
        z-index:2}
        .skip:focus{left:0}
        .bar{display:flex;flex-wrap:wrap;align-items:center;gap:.2rem 1.4rem;padding:.55rem 1.2rem;\
        background:var(--surface);\
        border-bottom:1px solid var(--line)}
        .brand{display:flex;align-items:center;gap:.4rem;font-weight:650;color:var(--text);text-decoration:none}
        .brand svg{width:1.15rem;height:1.15rem;fill:var(--accent)}
        .bar nav ul{display:flex;gap:.1rem;list-style:none;margin:0;padding:0}
        .bar nav a{display:block;padding:.45rem .65rem;border-radius:6px;color:var(--muted);text-decoration:none;\
        white-space:nowrap}
        .bar nav a:hover{color:var(--text)}
        .bar nav a[aria-current]{color:var(--text);background:var(--ground);font-weight:600}
        .viewer{margin-left:auto;display:flex;align-items:center;gap:.7rem}
        main{max-width:78rem;margin:0 auto;padding:1.3rem 1.2rem 4rem}
        .panel{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:1rem 1.1rem;\
        margin:0 0 1rem}
        .columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 1rem;align-items:start}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.8rem;margin:0 0 1rem;\
        padding:0;\
        list-style:none}
        .tiles li{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:.75rem 1rem}
        .tiles a{color:inherit;text-decoration:none}
        .tiles a:hover strong{text-decoration:underline}
        .tiles strong{display:block;font-size:1.7rem;font-weight:620;line-height:1.15;font-variant-numeric:tabular-nums}
        .tiles span{color:var(--muted)}
        .notice{border:1px solid var(--line);border-left:4px solid var(--idle);border-radius:8px;padding:.7rem 1rem;\
        margin:0 0 1rem;background:var(--surface)}
        .notice.good{border-left-color:var(--good);background:var(--good-ground)}
        .notice.bad{border-left-color:var(--bad);background:var(--bad-ground)}
        .notice pre{margin:.4rem 0 0;background:none;padding:0}
        form+h2{margin-top:1.3rem}
        .lead{display:flex;flex-wrap:wrap;gap:.5rem .9rem;align-items:center;margin:-.4rem 0 1rem}
        @media(max-width:56rem){.columns{grid-template-columns:minmax(0,1fr)}}
        @media(max-width:40rem){main{padding:1rem .8rem 3rem}.bar{padding:.5rem .8rem;gap:.2rem .8rem}\
        .bar nav{order:3;width:100%;margin:0 -.4rem;min-width:0}.bar nav ul{overflow-x:auto;scrollbar-width:none}\
        .bar nav a{padding:.4rem .25rem;font-size:.84rem}.panel{padding:.8rem .8rem}\
        .tiles{grid-template-columns:1fr 1fr;gap:.5rem}.tiles li{padding:.6rem .75rem}.tiles strong{font-size:1.35rem}}

        """

    private static let tables = """
        .scroll{overflow-x:auto;margin:0 -.2rem;padding:0 .2rem}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;padding:.42rem .8rem .42rem 0;border-top:1px solid var(--line);vertical-align:top}
        thead th{border-top:0;color:var(--muted);font-weight:500;font-size:.88em;white-space:nowrap}
        td:last-child,th:last-child{padding-right:0}
        tbody tr:hover td{background:color-mix(in srgb,var(--accent) 6%,transparent)}
        .number{text-align:right;font-variant-numeric:tabular-nums}
        td.number,td.nowrap,td time{white-space:nowrap}
        td.wrap{overflow-wrap:anywhere}
        td.wrap:first-child{min-width:5.6rem}
        .empty{color:var(--muted);margin:.3rem 0}
        .chip{display:inline-flex;align-items:center;gap:.4em;white-space:nowrap;color:var(--tone)}
        .chip::before{content:"";width:.55em;height:.55em;border-radius:50%;background:var(--tone);flex:none}
        .chip.good{--tone:var(--good)}.chip.busy{--tone:var(--busy)}.chip.warn{--tone:var(--warn)}
        .chip.bad{--tone:var(--bad)}.chip.idle{--tone:var(--idle)}
        .chip.idle::before{background:none;border:2px solid var(--tone)}
        .chip.bad::before{border-radius:1px;transform:rotate(45deg)}
        .chip.busy::before{border-radius:2px}
        .chips{display:flex;flex-wrap:wrap;gap:.1rem .8rem}
        .pager{margin-top:.8rem}
        @media(max-width:40rem){.extra{display:none}\
        table.stack thead{display:none}}

        """

    private static let forms = """
        label{display:block;margin:.5rem 0;color:var(--muted);font-size:.92em}
        input,select,textarea,button{font:inherit;color:inherit}
        input:not([type=checkbox]),select,textarea{display:block;width:100%;margin-top:.2rem;padding:.42rem .55rem;\
        color:var(--text);background:var(--ground);border:1px solid color-mix(in srgb,var(--muted) 60%,transparent);\
        border-radius:6px}
        textarea{font-family:ui-monospace,Menlo,"Liberation Mono",monospace;font-size:.92em;resize:vertical}
        label.check{display:flex;gap:.5rem;align-items:center;color:var(--text)}
        fieldset{border:1px solid var(--line);border-radius:8px;margin:.6rem 0;padding:.1rem .8rem .4rem;min-width:0}
        legend{color:var(--muted);padding:0 .3rem;font-size:.92em}
        button,.button{display:inline-block;margin-top:.3rem;padding:.45rem .9rem;border:1px solid var(--accent);\
        border-radius:6px;background:var(--accent);color:var(--on-accent);font-weight:550;cursor:pointer;\
        text-decoration:none}
        button:hover,.button:hover{filter:brightness(1.08)}
        button.quiet,.button{background:none;color:var(--accent)}
        button.quiet{margin:0;padding:.25rem .6rem;border-color:var(--line)}
        button.bad{background:none;color:var(--bad);border-color:var(--bad)}
        .filter{display:flex;flex-wrap:wrap;gap:.2rem .8rem;align-items:end;margin:0 0 .8rem}
        .filter label{flex:1 1 9rem;margin:0;max-width:18rem}
        .filter button{margin:0}
        .inline{display:inline-flex;gap:.4rem;align-items:center;margin:0}

        """

    private static let details = """
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.5rem 1.2rem;margin:0}
        .facts dt{color:var(--muted);font-size:.88em}
        .facts dd{margin:0;overflow-wrap:anywhere}
        .commands{columns:2;column-gap:1rem}
        .command{break-inside:avoid;border-top:1px solid var(--line)}
        summary{cursor:pointer;padding:.5rem .1rem;font-weight:550}
        .command[open]{padding-bottom:.8rem}
        .more>summary{color:var(--muted)}
        .more{border-top:1px solid var(--line)}
        pre{background:var(--code);border-radius:8px;padding:.7rem .8rem;margin:.4rem 0;overflow-x:auto;\
        white-space:pre-wrap;\
        overflow-wrap:anywhere}
        .log{max-height:26rem;overflow-y:auto;margin:0;padding:0;list-style:none;font-size:.9em}
        .log li{display:grid;grid-template-columns:6.3rem 1.2rem minmax(0,1fr);gap:.5rem;padding:.28rem 0;\
        border-top:1px solid var(--line)}
        .log .sent{color:var(--muted)}
        .log code{overflow-wrap:anywhere}
        .log time{color:var(--muted)}
        .live{display:flex;flex-wrap:wrap;gap:.6rem;align-items:baseline;justify-content:space-between}
        .chart{margin:0}
        .chart svg{display:block;width:100%;height:auto}
        .chart .grid{stroke:var(--line);stroke-width:1}
        .chart .tick{fill:var(--muted);font-size:11px}
        .chart polyline.power{fill:none;stroke:var(--chart);stroke-width:2;stroke-linejoin:round}
        .chart circle.power{fill:var(--chart)}
        .chart .area{fill:var(--chart);opacity:.12}
        .chart .limit{fill:none;stroke:var(--limit);stroke-width:2;stroke-dasharray:6 4}
        .chart figcaption{color:var(--muted);font-size:.9em;margin-top:.3rem;display:flex;flex-wrap:wrap;gap:.2rem \
        1.2rem}
        .key::before{content:"";display:inline-block;width:1.6em;margin-right:.45em;vertical-align:middle;\
        border-top:2px solid var(--chart)}
        .key.limit::before{border-top:2px dashed var(--limit)}
        .login{max-width:24rem;margin:8vh auto}
        @media(max-width:48rem){.commands{columns:1}.log li{grid-template-columns:6rem 1rem minmax(0,1fr);\
        gap:.35rem}\
        .chart .tick{font-size:22px}.chart polyline.power,.chart .limit{stroke-width:4}}

        """

    /// The icon of the tab.
    package static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" \
        fill="#0a5aa8"/>\
        <path d="M13 4 7 13h4l-.5 7L17 10.500h-4z" fill="#fff"/></svg>
        """
}
