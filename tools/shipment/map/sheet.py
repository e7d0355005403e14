"""The style of a map: the colours of a page that has them; alone, it follows the system's theme."""

STYLE = """
.route-map{--rm-sea:var(--bubble,#dcecee);--rm-land:var(--surface,#fff);--rm-ink:var(--ink,#14292f);
--rm-soft:var(--soft,#56707a);--rm-way:var(--water,#1f7a8c);--rm-mark:var(--brass,#a86f12);
font-family:system-ui,-apple-system,"Segoe UI","Noto Sans","PingFang SC","Microsoft YaHei",
"Noto Sans CJK SC",sans-serif;color:var(--rm-ink)}
@media (prefers-color-scheme:dark){.route-map{--rm-sea:var(--bubble,#1d3f4a);
--rm-land:var(--surface,#15252b);--rm-ink:var(--ink,#e4eef0);--rm-soft:var(--soft,#93adb5);--rm-way:var(--water,#6cc4d2);
--rm-mark:var(--brass,#e3b25c)}}
.rm-sea{fill:var(--rm-sea)}
.rm-land{fill:var(--rm-land);fill-rule:evenodd}
.rm-way{fill:none;stroke:var(--rm-way);stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}
.rm-ahead{stroke-dasharray:1 6}
.rm-stop{fill:var(--rm-land);stroke:var(--rm-way);stroke-width:2.5}
.rm-passed{fill:var(--rm-way)}
.rm-ring{fill:none;stroke:var(--rm-mark);stroke-width:2;stroke-dasharray:3 2.5}
.rm-vessel{fill:var(--rm-mark)}
.route-map text{dominant-baseline:central;paint-order:stroke;stroke:var(--rm-land);stroke-width:3.5;
stroke-linejoin:round;fill:currentColor}
.rm-name{font-size:16px;font-weight:600}
.route-map .rm-note{font-size:12.5px;fill:var(--rm-soft)}
.route-map .rm-estimate{fill:var(--rm-mark);font-weight:600}
@media (max-width:480px){.rm-name{font-size:22px}.route-map .rm-note{font-size:18px}}
""".strip()
