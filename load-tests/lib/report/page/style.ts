import { colours, PLOT_STYLE } from '../plots/theme.js';

/** For screens of any width, light and dark, and for paper. */
export const PAGE_STYLE = `${colours(':root')}
${PLOT_STYLE}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:56rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.7rem;line-height:1.25;margin:.2rem 0 .6rem}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-bottom:.25rem;border-bottom:1px solid var(--grid)}
p{margin:.5rem 0}
.kicker,.note,figcaption,dt{color:var(--soft)}
.kicker,.note,figcaption{font-size:.875rem}
.hypothesis{font-size:1.05rem;max-width:46rem;white-space:pre-line;overflow-wrap:anywhere}
.banner{border:2px solid;border-radius:6px;padding:.6rem .9rem;overflow-wrap:anywhere}
.good{color:var(--good)}
.bad,.none{color:var(--bad)}
.none{border-style:dashed}
td.good,td.bad{font-weight:600;white-space:nowrap}
.scroll{overflow-x:auto;margin:.6rem 0}
.scroll:focus-visible,pre:focus-visible{outline:2px solid var(--arm1)}
table{border-collapse:collapse;min-width:100%;font-size:.9375rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--grid);font-weight:400}
thead th{font-weight:600;font-size:.875rem;vertical-align:bottom}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.figure{font-weight:600}
.dense{font-size:.8125rem}
.dense .trigger{background:var(--shade)}
.dense th[scope=row],.dense td:nth-child(2){white-space:nowrap}
.dense th,.dense td{padding-left:.3rem}
.dense .errors{min-width:14rem}
.dense thead th{white-space:nowrap}
small{display:block;font-size:.85em;color:var(--soft)}
figure{margin:1.2rem 0 1.8rem}
.plot{display:block;width:100%;height:auto}
figcaption{margin-top:.4rem}
dl{margin:.6rem 0}
dl div{display:grid;grid-template-columns:6rem 1fr;gap:.5rem;padding:.15rem 0}
dd{margin:0;overflow-wrap:anywhere}
pre{background:var(--shade);padding:.6rem .8rem;border-radius:6px;overflow-x:auto}
@media (max-width:520px){
main{padding:1rem .6rem 2rem}
table{font-size:.8125rem}
th,td{padding-right:.5rem}
}
@media print{
@page{margin:14mm}
body{font-size:10pt}
main{max-width:none;padding:0}
h2{break-after:avoid}
figure,.banner,tr{break-inside:avoid}
.scroll{overflow:visible}
.dense,.dense thead th{font-size:7pt}
figcaption,.note{font-size:8.5pt}
.dense th,.dense td{padding:.2rem .25rem .2rem 0}
.dense th[scope=row]{white-space:normal}
.dense .errors{min-width:0}
.plot{max-width:150mm}
}`;
