#include "cli/report/html.hpp"

#include "cli/report/palette.hpp"

#include <fmt/format.h>

#include <cmath>

namespace aimcert::cli {
namespace {

constexpr std::string_view style = R"(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
main,header,footer{max-width:66rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:3rem}
h1{font-size:clamp(1.6rem,4.5vw,2.4rem);line-height:1.15;letter-spacing:-.02em;margin:0 0 .6rem;text-wrap:balance}
h2{font-size:1.45rem;letter-spacing:-.01em;line-height:1.25;margin:3.5rem 0 .8rem;padding-top:1.1rem;border-top:1px solid var(--rule)}
h3{font-size:1.08rem;line-height:1.35;margin:0 0 .5rem;overflow-wrap:anywhere}
h4{font-size:.82rem;margin:1rem 0 .3rem;color:var(--muted);font-weight:600}
p{max-width:46rem;margin:.5rem 0 1rem}
header p{font-size:1.08rem}
sub,sup{line-height:0}
a{color:var(--blue);text-underline-offset:.18em;text-decoration-thickness:1px}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
code{overflow-wrap:anywhere}
pre{margin:.3rem 0 .8rem;padding:.8rem 1rem;background:var(--shade);border-radius:6px;overflow-x:auto;line-height:1.5}
.formula{font-family:"STIX Two Text",Cambria,"Times New Roman","Liberation Serif",serif;font-size:1.06em}
nav{display:flex;flex-wrap:wrap;gap:.2rem 1.3rem;margin:1.6rem 0 0;font-size:.95rem}
.tiles{display:flex;flex-wrap:wrap;gap:1px;margin:1.8rem 0;padding:0;background:var(--rule);border:1px solid var(--rule);border-radius:8px;overflow:hidden}
.tile{flex:1 1 8.6rem;background:var(--paper);padding:.8rem 1rem}
.tile b{display:block;white-space:nowrap;font-size:1.65rem;line-height:1.2;font-weight:600;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.tile span{font-size:.86rem;line-height:1.35;color:var(--muted);display:block}
.scroll{overflow-x:auto;margin:1rem 0 1.4rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
th{text-align:left;font-weight:600;color:var(--muted);font-size:.82rem;vertical-align:bottom;border-bottom:1px solid var(--muted)}
th,td{padding:.42rem .9rem .42rem 0}
td{border-bottom:1px solid var(--rule);vertical-align:top}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right}td.number{white-space:nowrap}
td a{text-decoration:none}
td:first-child{white-space:nowrap}
.form{color:var(--muted);font-size:.86em}
.verdict{white-space:nowrap;font-weight:600}
.not_falsified{color:var(--blue)}.falsified{color:var(--vermilion)}.undecided,.hypotheses_never_met{color:var(--muted)}
.unexpected{display:inline-block;background:var(--vermilion);color:var(--paper);border-radius:4px;padding:0 .4em;font-size:.82rem;font-weight:600}
.tightness{display:flex;align-items:center;gap:.6rem;min-width:15rem}
.bar{position:relative;flex:0 0 9.5rem;height:.72rem;background:var(--shade);border-radius:2px}
.bar i{position:absolute;inset:0 auto 0 0;background:var(--blue);border-radius:2px}
.bar i.falsified{background:var(--vermilion)}
.bar::after{content:"";position:absolute;top:-.18rem;bottom:-.18rem;left:var(--one);border-left:1.5px solid var(--ink)}
.tight{color:var(--green);font-weight:600}
.loose{color:var(--vermilion);font-weight:600}
.muted{color:var(--muted)}
.sentence{display:inline-block;min-width:14rem}
.nowrap{white-space:nowrap}
figure{margin:1.8rem 0 2.4rem}
figure svg{display:block;width:100%;height:auto;font-family:inherit}
figcaption{font-size:.92rem;line-height:1.5;max-width:46rem;margin-top:.5rem}
.files{white-space:nowrap;margin-left:.4em}
.files a{font-size:.82rem;margin-right:.5em}
.narrow{display:none}
.beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 1rem}.beside>div{min-width:0}
article{margin:1.4rem 0 2.2rem;padding:1.1rem 1.25rem;border:1px solid var(--rule);border-radius:8px}
details{border-bottom:1px solid var(--rule);padding:.5rem 0}
article details{border:0}
.arithmetic td{min-width:6rem}.arithmetic td:last-child code{white-space:nowrap}
summary{cursor:pointer;overflow-wrap:anywhere}
details[open]>summary{margin-bottom:.5rem}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.25rem 1.2rem;margin:.6rem 0 1rem;font-size:.93rem}
dt{color:var(--muted)}
dd{margin:0;min-width:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
dd ul{margin:0;padding-left:1.1em}
.sides{overflow-wrap:anywhere}
.statement{overflow-wrap:anywhere}
article ul{margin:.2rem 0 .8rem;padding-left:1.1em;font-size:.93rem}
footer{margin-top:4rem;padding-top:1rem;padding-bottom:2.5rem;color:var(--muted);font-size:.88rem}
@media (max-width:640px){
body{font-size:15px}
header{padding-top:1.8rem}
.wide{display:none}.narrow{display:block}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.45rem}
article{padding:.9rem 1rem}
td:first-child .form{display:block}
.arithmetic td:first-child{white-space:normal}
.tile{padding:.65rem .8rem}
#verdicts~.scroll :is(table,tbody){display:block}#verdicts~.scroll thead{display:none}
#verdicts~.scroll tr{display:grid;grid-template-columns:1fr auto;padding:.5rem 0;border-bottom:1px solid var(--rule)}
#verdicts~.scroll td{border:0;padding:.1rem 0}#verdicts~.scroll td.number{display:none}
#verdicts~.scroll :is(td:first-child,td:last-child){grid-column:1/-1}
#verdicts~.scroll td:first-child{white-space:normal;overflow-wrap:anywhere}#verdicts~.scroll .form{display:inline}
#verdicts~.scroll .tightness{min-width:0}#verdicts~.scroll .bar{flex:0 0 60%}
}
@media print{.narrow{display:none}.wide{display:block}h2{break-after:avoid}figure,article{break-inside:avoid}}
)";

std::string colour_variables() {
    std::string light = ":root{color-scheme:light dark;--paper:#ffffff;--shade:#f1f3f5", dark = "@media (prefers-color-scheme:dark){:root{--paper:#16191d;--shade:#23282f";
    for (const auto& colour : palette) {
        light += fmt::format(";--{}:{}", colour.name, colour.light);
        dark += fmt::format(";--{}:{}", colour.name, colour.dark);
    }
    return light + "}\n" + dark + "}}\n";
}

}  // namespace

std::string escape_html(std::string_view text) {
    std::string escaped;
    for (const char c : text) switch (c) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&#39;"; break;
            default: escaped += c;
        }
    return escaped;
}

std::string html_table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows) {
    const auto opening = [&](const char* tag, std::size_t column) {
        return fmt::format("<{}{}>", tag, columns[column].number ? " class=\"number\"" : "");
    };
    std::string html = "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>";
    for (std::size_t i = 0; i < columns.size(); ++i) html += opening("th", i) + columns[i].heading + "</th>";
    html += "</tr></thead>\n<tbody>\n";
    for (const auto& row : rows) {
        html += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i) html += opening("td", i) + row[i] + "</td>";
        html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
}

std::string html_pairs(const std::vector<std::pair<std::string, std::string>>& pairs) {
    std::string html = "<dl>\n";
    for (const auto& [name, value] : pairs) html += "<dt>" + name + "</dt><dd>" + value + "</dd>\n";
    return html + "</dl>\n";
}

std::string html_tiles(const std::vector<Tile>& tiles) {
    std::string html = "<div class=\"tiles\">\n";
    for (const auto& tile : tiles)
        html += "<div class=\"tile\"><b>" + tile.value + "</b><span>" + tile.meaning + "</span></div>\n";
    return html + "</div>\n";
}

std::string html_page(std::string_view title, std::string_view lead, const std::vector<Section>& sections) {
    std::string contents = "<nav aria-label=\"Contents\">\n", body;
    for (const auto& section : sections) {
        contents += "<a href=\"#" + section.id + "\">" + escape_html(section.title) + "</a>\n";
        body += "<section>\n<h2 id=\"" + section.id + "\">" + escape_html(section.title) + "</h2>\n" + section.body + "</section>\n";
    }
    std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>";
    page += escape_html(title);
    page += "</title>\n<style>\n" + colour_variables();
    page += style;
    page += "</style>\n</head>\n<body>\n<header>\n<h1>" + escape_html(title) + "</h1>\n";
    page += lead;
    return page + contents + "</nav>\n</header>\n<main>\n" + body +
           "</main>\n<footer>Every figure is also in <code>figures/</code> as SVG and PDF with the numbers it shows as CSV."
           "</footer>\n</body>\n</html>\n";
}

std::string html_number(double value, int digits) {
    if (std::isnan(value)) return "not a number";
    if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
    const std::string text = fmt::format("{:.{}g}", value, digits);
    const std::size_t exponent = text.find('e');
    const std::string sign = value < 0 ? "−" : "", mantissa = text.substr(value < 0 ? 1 : 0, exponent - (value < 0 ? 1 : 0));
    if (exponent == std::string::npos) return sign + mantissa;
    const int power = std::stoi(text.substr(exponent + 1));
    return sign + (mantissa == "1" ? "" : mantissa + "·") + "10<sup>" + (power < 0 ? "−" : "") + std::to_string(std::abs(power)) + "</sup>";
}

std::string html_count(long long value) {
    std::string digits = std::to_string(value);
    for (std::size_t at = digits.size(); at > 3 + (value < 0 ? 1u : 0u);) digits.insert(at -= 3, ",");
    return digits;
}

}  // namespace aimcert::cli
