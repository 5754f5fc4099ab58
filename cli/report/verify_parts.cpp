#include "cli/report/verify_parts.hpp"

#include "cli/corpus.hpp"
#include "cli/errata.hpp"
#include "cli/files/readable_json.hpp"
#include "cli/proofs.hpp"
#include "cli/report/tightness.hpp"
#include "cli/report/verify_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace aimcert::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string anchor(std::string_view what, const ClaimInfo& info) {
    return fmt::format("{}-{}-{}", what, info.id, name_of(form_names, info.form));
}

std::string link(std::string_view to, std::string_view text) {
    return fmt::format("<a href=\"#{}\">{}</a>", escape_html(to), escape_html(text));
}

/// Signs beside the colours, for readers who cannot tell these apart.
std::string verdict_html(Verdict verdict) {
    const char* text = verdict == Verdict::not_falsified ? "✓ not falsified"
                       : verdict == Verdict::falsified   ? "✗ falsified"
                       : verdict == Verdict::undecided   ? "? undecided"
                                                         : "○ hypotheses never met";
    return fmt::format("<span class=\"verdict {}\">{}</span>", name_of(verdict_names, verdict), text);
}

/// The verdict, and where it is another one than expected, that.
std::string verdict_and_expectation_html(const SearchResult& r) {
    return verdict_html(r.verdict) + (r.as_expected() ? "" : "<br><span class=\"unexpected\">expected</span> " + verdict_html(r.info.expected));
}

/// Name and form of a claim, linked to the claim in full.
std::string claim_name_html(const ClaimInfo& info) {
    return fmt::format("{} <span class=\"form\">{}</span>", link(anchor("claim", info), info.id), name_of(form_names, info.form));
}

int met(const SearchResult& r) { return r.instances - r.hypotheses_not_met; }

const char* sign_html(Relation relation) {
    return relation == Relation::at_most ? "≤" : relation == Relation::at_least ? "≥" : "=";
}

std::string share_html(int part, int whole) { return whole == 0 ? "–" : fmt::format("{:.1f} %", 100.0 * part / whole); }

/// Which machine-checked theorems there are, named on hovering.
std::string proof_html(const ClaimInfo& info) {
    std::string html;
    for (const ProofKind kind : {ProofKind::reals, ProofKind::partial, ProofKind::refutation, ProofKind::floats}) {
        std::string names;
        for (const Proof& proof : known_proofs(info))
            if (proof.kind == kind) names += (names.empty() ? "" : ", ") + proof.theorem;
        if (names.empty()) continue;
        const char* word = kind == ProofKind::reals        ? "proved"
                           : kind == ProofKind::partial    ? "in part"
                           : kind == ProofKind::refutation ? "refuted"
                                                           : "in floats";
        html += fmt::format("{}<abbr class=\"nowrap\" title=\"{}\">{}</abbr>", html.empty() ? "" : ", ", escape_html(names), word);
    }
    return html.empty() ? "–" : html;
}

std::vector<std::string> verdict_row(const SearchResult& r) {
    const std::string worst = met(r) == 0 ? "–" : tightness_html(r.info.relation, r.worst_ratio, r.verdict == Verdict::falsified);
    return {claim_name_html(r.info), verdict_and_expectation_html(r), proof_html(r.info), html_count(r.instances), share_html(met(r), r.instances), worst};
}

ReportPart verdicts_part(const VerifyReport& report) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& r : report.claims) rows.push_back(verdict_row(r));
    ReportPart part{{"verdicts", "Verdicts",
                     "<p>The bar shows the worst ratio of the two sides that any instance reached, on a logarithmic scale from " +
                         html_number(lowest_drawn_ratio) + " to " + html_number(highest_drawn_ratio) + "; the upright line is 1, where a bound is attained, and <span class=\"tight\">tight</span> "
                     "means within 1 % of it, <span class=\"loose\">loose</span> that nothing came within a factor of 10. Random instances "
                     "come first, then a short burst of adversarial search from the worst of them. Only a violation that rational or interval arithmetic confirms falsifies. "
                     "<i>Proof</i> names what Coq has checked: the claim is proved or refuted for all instances, or its rounding error is bounded.</p>\n"},
                    {}};
    part.section.body += html_table({{"Claim"}, {"Verdict"}, {"Proof"}, {"Instances", true}, {"Hypotheses met", true}, {"Worst ratio"}}, rows);
    const bool has_inequality = std::any_of(report.claims.begin(), report.claims.end(), [](const SearchResult& r) {
        return r.info.relation != Relation::equal && met(r) > 0;
    });
    if (has_inequality) part.show(tightness_figure(report.claims));
    return part;
}

/// The numbers of an instance as decimals instead of exact texts; words stay.
Json in_decimals(const Json& json) {
    if (json.is_structured()) {
        Json result = json;
        for (auto& item : result) item = in_decimals(item);
        return result;
    }
    if (!json.is_string()) return json;
    try {
        const double value = exact_value(json.get<std::string>());
        return std::isfinite(value) ? Json(value) : json;
    } catch (const std::invalid_argument&) {
        return json;
    }
}

/// A side in the digits of the arithmetic that decided, and rounded where that says more.
std::string side_html(const std::string& text, double value) {
    std::string html = "<code>" + escape_html(text) + "</code>";
    if (text != fmt::format("{}", value)) html += " <span class=\"muted nowrap\">≈ " + html_number(value) + "</span>";
    return html;
}

/// The same in a line: exact when that is short, else all digits of the double nearest to it.
std::string short_side_html(const std::string& text, double value) {
    constexpr std::size_t short_text = 40;
    return text.size() <= short_text ? side_html(text, value) : fmt::format("<code>≈ {:.17g}</code>", value);
}

std::string list_html(const std::vector<std::string>& items) {
    if (items.size() == 1) return escape_html(items.front());
    std::string html = "<ul>";
    for (const auto& item : items) html += "<li>" + escape_html(item) + "</li>";
    return html + "</ul>";
}

std::string instance_html(const Instance& instance) {
    const Json exact = to_json(instance);
    const auto block = [](const char* title, const Json& json) {
        return fmt::format("<div><h4>{}</h4>\n<pre tabindex=\"0\">{}</pre></div>\n", title, escape_html(readable_json(json)));
    };
    const Json decimals = in_decimals(exact);
    return "<div class=\"beside\">\n" + block("The instance, exact", exact) +
           (decimals != exact ? block("The same in decimals", decimals) : "") + "</div>\n";
}

/// A statement with its hypotheses, under a heading.
std::string statement_html(std::string_view heading, const ClaimInfo& info) {
    return fmt::format("<div><h4>{}</h4>\n<p class=\"statement\">{}</p>\n{}</div>\n", heading, escape_html(info.statement),
                       info.hypotheses.empty() ? "" : list_html(info.hypotheses));
}

/// The numbers on the way to the two sides; those given first.
std::string arithmetic_html(const std::vector<Line>& lines) {
    std::vector<std::vector<std::string>> rows;
    for (const Line& line : lines)
        if (!line.given)
            rows.push_back({"<code>" + escape_html(line.symbol) + "</code>",
                            (line.formula.empty() ? "" : "<code>" + escape_html(line.formula) + "</code>") +
                                (line.remark.empty() ? "" : " <span class=\"muted\">" + escape_html(line.remark) + "</span>"),
                            "<code>" + escape_html(line.value) + "</code>"});
    const std::string given = given_numbers(lines);
    return (given.empty() ? "" : "<p><code>" + escape_html(given) + "</code></p>\n") +
           (rows.empty() ? "" : "<div class=\"arithmetic\">" + html_table({{"Number"}, {"Formula"}, {"Value"}}, rows) + "</div>\n");
}

std::string erratum_html(const Erratum& erratum) {
    const SearchResult& r = erratum.falsified;
    const Finding& finding = *r.counterexample;
    const Comparison& worst = finding.evaluation.worst;
    std::string html = fmt::format("<article id=\"{}\">\n<h3>{} <span class=\"form\">{}</span></h3>\n<div class=\"beside\">\n",
                                   escape_html(anchor("counterexample", r.info)), escape_html(r.info.id), escape_html(r.info.source));
    html += statement_html(fmt::format("As {}", name_of(form_names, r.info.form)), r.info);
    if (!erratum.mended.empty()) html += statement_html("Corrected", erratum.mended.front().info);
    html += "</div>\n<h4>Counterexample</h4>\n";
    if (const std::string words = in_words(finding.instance, erratum.arithmetic); !words.empty()) html += "<p>" + escape_html(words) + "</p>\n";
    html += arithmetic_html(erratum.arithmetic);
    std::vector<std::pair<std::string, std::string>> pairs{
        {"Compared", escape_html(worst.what)},
        {"Left side", side_html(worst.lhs_text, worst.lhs)},
        {fmt::format("should be {} right side", sign_html(r.info.relation)), side_html(worst.rhs_text, worst.rhs)},
        {"Confirmed in", fmt::format("{} arithmetic, after {}{} simplifications of random instance {} of seed {}", name_of(scalar_names, finding.scalar),
                                     finding.evaluations == 0 ? "" : fmt::format("{} evaluations of adversarial search and ", finding.evaluations),
                                     finding.shrinks, finding.index, finding.seed)}};
    if (!r.info.flaw.empty()) pairs.emplace_back("What breaks", escape_html(r.info.flaw));
    if (!r.info.status.empty()) pairs.emplace_back("What is known", escape_html(r.info.status));
    for (const SearchResult& mended : erratum.mended)
        pairs.emplace_back(mended.info.form == Form::corrected ? "Corrected form" : "Derived form",
                           (mended.info.form == Form::corrected ? "" : escape_html(mended.info.statement) + "; ") + escape_html(mended.info.status) +
                               fmt::format(". Worst ratio of {} instances: ", html_count(met(mended))) + html_number(mended.worst_ratio));
    pairs.emplace_back("Replay", "<code>aimcert replay " + escape_html(counterexample_file(r.info)) + "</code> in the directory of this page");
    return html + html_pairs(pairs) + "<details><summary>The instance as a file</summary>\n" + instance_html(finding.instance) + "</details></article>\n";
}

ReportPart errata_part(const VerifyReport& report) {
    std::string body;
    for (const Erratum& erratum : errata_of(report.claims)) body += erratum_html(erratum);
    if (body.empty()) body = "<p>No claim was falsified.</p>\n";
    else
        body = "<p>Statements that are false as published. Each counterexample was simplified as far as it stays a violation, every step "
               "confirmed in the arithmetic named; its numbers are written out so that a pencil can follow them.</p>\n" + body;
    return {{"errata", "Errata", body}, {}};
}

std::vector<std::string> evidence_row(const SearchResult& r) {
    const std::string rounding = r.rounding_only == 0 ? "0" : html_count(r.rounding_only) + fmt::format(" <span class=\"muted\">(≤ {:.2g} ulp)</span>", r.worst_rounding_ulps);
    return {claim_name_html(r.info), share_html(met(r) - r.trivial, met(r)), html_count(r.escalated), rounding, html_count(r.to_all_digits),
            html_count(r.undecided), html_count(r.violations), html_count(r.adversarial_evaluations), fmt::format("{:.1f} s", r.seconds)};
}

ReportPart evidence_part(const VerifyReport& report) {
    ReportPart part{{"evidence", "What was tested", ""}, {}};
    part.show(instances_figure(report.claims));
    std::vector<std::vector<std::string>> rows;
    for (const auto& r : report.claims) rows.push_back(evidence_row(r));
    part.section.body +=
        "<p>What double or single precision could not decide went to rational or interval arithmetic. "
        "<i>Rounding only</i> counts apparent violations that it refuted.</p>\n" +
        html_table({{"Claim"}, {"Not trivial", true}, {"Decided exactly", true}, {"Rounding only", true},
                    {"Equal to 30 digits", true}, {"Undecided", true}, {"Violations", true}, {"Adversarial evaluations", true}, {"Time", true}}, rows);
    return part;
}

std::string labels_html(const SearchResult& r) {
    std::string html;
    for (const auto& [label, count] : r.labels)
        html += (html.empty() ? "" : ", ") + escape_html(label) + " <span class=\"muted nowrap\">" + share_html(count, met(r)) + "</span>";
    return html;
}

/// The anchor stands inside, so that following a link to it opens the claim.
std::string claim_html(const SearchResult& r) {
    std::string html = fmt::format("<details><summary><b>{}</b> <span class=\"form\">{}</span> {}</summary>\n<div id=\"{}\">\n<p>{}</p>\n",
                                   escape_html(r.info.id), name_of(form_names, r.info.form), verdict_html(r.verdict),
                                   escape_html(anchor("claim", r.info)), escape_html(r.info.statement));
    std::vector<std::pair<std::string, std::string>> pairs;
    const auto list = [&](const char* name, const std::vector<std::string>& items) {
        if (!items.empty()) pairs.emplace_back(name, list_html(items));
    };
    const auto text = [&](const char* name, const std::string& content) {
        if (!content.empty()) pairs.emplace_back(name, content);
    };
    list("Hypotheses", r.info.hypotheses);
    list("Constants", r.info.constants);
    text("Source", escape_html(r.info.source));
    text("Known", escape_html(r.info.status));
    list("Checked by Coq", proof_texts(known_proofs(r.info)));
    if (const auto share = known_certified(r.info)) text("Certified", escape_html(certified_text(*share)));
    text("Instances met", labels_html(r));
    if (r.worst) {
        const Comparison& worst = r.worst->evaluation.worst;
        text("Worst instance", escape_html(worst.what) + fmt::format(": <span class=\"sides\">{} {} {}</span>", short_side_html(worst.lhs_text, worst.lhs),
                                                                     r.verdict == Verdict::falsified ? "against" : sign_html(r.info.relation), short_side_html(worst.rhs_text, worst.rhs)));
    }
    if (r.counterexample) text("Counterexample", link(anchor("counterexample", r.info), "in full above"));
    return html + html_pairs(pairs) + "</div></details>\n";
}

}  // namespace

ReportPart claims_part(const VerifyReport& report) {
    std::string body = "<p>Statement, hypotheses and constants of every claim, what kinds of instances it met and the one that came "
                       "closest to its bound.</p>\n";
    for (const auto& r : report.claims) body += claim_html(r);
    return {{"claims", "Every claim in full", body}, {}};
}

std::string counterexample_file(const ClaimInfo& info) { return std::string(counterexamples_folder) + "/" + corpus_file(info); }

std::string verify_lead(const VerifyReport& report) {
    long long instances = 0, rounding = 0, undecided = 0, evaluations = 0;
    std::size_t expected = 0, falsified = 0;
    for (const auto& r : report.claims) {
        instances += r.instances;
        rounding += r.rounding_only;
        undecided += r.undecided;
        evaluations += r.adversarial_evaluations;
        expected += r.as_expected() ? 1 : 0;
        falsified += r.verdict == Verdict::falsified ? 1 : 0;
    }
    const std::size_t claims = report.claims.size();
    const std::string outcome = expected == claims ? "Every claim has the verdict expected of it."
                                                   : fmt::format("<strong>{} of {} claims have another verdict than expected.</strong>", claims - expected, claims);
    return "<p>Random instances and adversarial search tried to break every claim of the theory of analog in-memory training. " + outcome + "</p>\n" +
           html_tiles({{fmt::format("{} / {}", expected, claims), "claims with the verdict expected"},
                       {html_count(instances), "random instances, then " + html_count(evaluations) + " evaluations of adversarial search"},
                       {std::to_string(falsified), "claims falsified, confirmed exactly"},
                       {html_count(rounding), "apparent violations that were rounding only"},
                       {html_count(undecided), "instances undecided"},
                       {fmt::format("{:.0f} s", report.seconds), "of searching, seed&nbsp;" + std::to_string(report.seed)}}) +
           "<p class=\"muted\">Repeat it with <code>" + escape_html(report.command) + "</code></p>\n";
}

std::vector<ReportPart> verify_parts(const VerifyReport& report) {
    return {verdicts_part(report), errata_part(report), evidence_part(report)};
}

}  // namespace aimcert::cli
