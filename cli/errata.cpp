#include "cli/errata.hpp"

#include "cli/corpus.hpp"
#include "cli/files/files.hpp"
#include "cli/option_values.hpp"
#include "cli/progress_bar.hpp"
#include "properties/registry.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <set>

namespace aimcert::cli {
namespace {

/// Text in which Markdown finds nothing to format but what stands in backticks.
std::string plain(std::string_view text) {
    std::string escaped;
    bool code = false;
    for (const char c : text) {
        if (c == '`') code = !code;
        if (!code && std::string_view("\\*_|<>[]#").find(c) != std::string_view::npos) escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string code_block(std::string_view text) { return fmt::format("```text\n{}\n```\n", text); }

std::string list_of(std::string_view title, const std::vector<std::string>& items) {
    if (items.empty()) return "";
    std::string text = fmt::format("{}:\n\n", title);
    for (const auto& item : items) text += "- " + plain(item) + "\n";
    return text + "\n";
}

std::string ratio_text(double ratio) { return std::isfinite(ratio) ? fmt::format("{:.4g}", ratio) : "infinite"; }

std::string comparison_text(const SearchResult& r, const Finding& finding) {
    const auto& worst = finding.evaluation.worst;
    return fmt::format("{} {} {}", short_number(worst.lhs_text), sign_of(r.info.relation), short_number(worst.rhs_text));
}

std::string confirmed_text(const Finding& finding) {
    if (finding.scalar == ScalarKind::rational) return "All numbers are exact; the comparison was made in rational arithmetic.";
    return fmt::format("The comparison was made in intervals of {} digits, which enclose every rounding; ≈ marks what they enclose.",
                       finding.scalar == ScalarKind::long_interval ? 400 : 100);
}

/// Counts the instances drawn, not those that meet the hypotheses: on the edge that may depend on a processor's last bits.
std::string tightness_text(const SearchResult& r) {
    if (r.info.relation == Relation::equal)
        return fmt::format("An equality; of {} random instances, all that meet its hypotheses obeyed it exactly.", r.instances);
    return fmt::format("Tightness: the largest ratio of its sides in {} random instances is {} (1: attained).", r.instances, ratio_text(r.worst_ratio));
}

std::string section(const Erratum& erratum) {
    const SearchResult& r = erratum.falsified;
    const Finding& finding = *r.counterexample;
    std::string text = fmt::format("\n## {}\n\n{}.\n\n", r.info.id, plain(r.info.source));
    text += "**As published**\n\n" + code_block(r.info.statement) + "\n" + list_of("Hypotheses", r.info.hypotheses) +
            list_of("Where", r.info.constants);
    text += "**Counterexample**\n\n";
    if (const std::string words = in_words(finding.instance, erratum.arithmetic); !words.empty()) text += plain(words) + "\n\n";
    text += code_block(given_numbers(erratum.arithmetic)) + "\nWritten out:\n\n";
    std::string lines;
    for (const Line& line : erratum.arithmetic)
        if (!line.given) lines += (lines.empty() ? "" : "\n") + text_of(line);
    text += code_block(lines);
    text += fmt::format("\nClaimed of these two sides ({}), and false:\n\n", plain(finding.evaluation.worst.what)) +
            code_block(comparison_text(r, finding)) + "\n" + confirmed_text(finding) + "\n\n";
    text += "**What breaks** — " + plain(r.info.flaw) + ".\n";
    for (const SearchResult& mended : erratum.mended) {
        text += fmt::format("\n**{}**\n\n", mended.info.form == Form::corrected ? "Corrected" : "Derived, sharper") +
                code_block(mended.info.statement) + "\n" + list_of("Hypotheses", mended.info.hypotheses);
        text += fmt::format("{} Status: {}{}\n", tightness_text(mended), plain(mended.info.status), mended.info.status.ends_with('.') ? "" : ".");
    }
    return text + fmt::format("\nReplay: `aimcert replay reference/counterexamples/{}`\n", corpus_file(r.info));
}

/// The forms of every claim that is expected to be false in one of them.
std::vector<const Claim*> claims_in_question() {
    std::set<std::string> ids;
    for (const Claim& claim : registry())
        if (claim.info.expected == Verdict::falsified) ids.insert(claim.info.id);
    std::vector<const Claim*> claims;
    for (const Claim& claim : registry())
        if (ids.contains(claim.info.id)) claims.push_back(&claim);
    return claims;
}

struct ErrataOptions {
    std::uint64_t seed = 1;
    int jobs = 0;
    std::string out;
};

int errata(const ErrataOptions& options) {
    SearchOptions search_options;
    search_options.seed = options.seed;
    search_options.jobs = options.jobs;
    require_writable_file(options.out);
    const auto claims = claims_in_question();
    std::vector<SearchResult> results;
    {
        ProgressBar bar(claims.size());
        search_options.progress = [&](int done, int total) { bar.show(done, total); };
        for (std::size_t i = 0; i < claims.size(); ++i) {
            bar.start(claims[i]->info.id, i);
            results.push_back(search(*claims[i], search_options));
        }
        bar.clear();
    }
    int lost = 0;
    for (const SearchResult& r : results)
        if (!r.as_expected()) {
            ++lost;
            fmt::print(stderr, "aimcert: {} ({}): expected {}, found {}\n", r.info.id, name_of(form_names, r.info.form),
                       name_of(verdict_names, r.info.expected), name_of(verdict_names, r.verdict));
        }
    const std::string page = errata_page(options.seed, errata_of(results));
    if (options.out.empty()) {
        fmt::print("{}", page);
    } else {
        write_file_atomically(options.out, page);
        fmt::print("Errata: {}\n", options.out);
    }
    return lost == 0 ? 0 : 1;
}

}  // namespace

std::vector<Erratum> errata_of(const std::vector<SearchResult>& results) {
    std::vector<Erratum> errata;
    for (const SearchResult& r : results) {
        if (!r.counterexample) continue;
        Erratum erratum{r, {}, {}};
        for (const SearchResult& other : results)
            if (other.info.id == r.info.id && !other.counterexample) erratum.mended.push_back(other);
        for (const Claim& claim : registry())
            if (claim.info.id == r.info.id && claim.info.form == r.info.form)
                erratum.arithmetic = written_out(claim, r.counterexample->instance, r.counterexample->scalar);
        errata.push_back(std::move(erratum));
    }
    return errata;
}

std::string errata_page(std::uint64_t seed, const std::vector<Erratum>& errata) {
    std::string text =
        "# Errata\n\n"
        "Statements on analog in-memory training that are false as printed. Each comes with a counterexample small enough to\n"
        "be followed with a pencil, the step of the proof that breaks, and a form that holds. The proofs of the corrected forms\n"
        "are in [derivations](derivations); EX is arXiv 2406.12774v1, RF is arXiv 2502.06309v3. Where the published proof was not at\n"
        "hand, its step is given as reconstructed. A hypothesis that a statement needs and does not state, weights in the range of\n"
        "the device above all, is granted to it and marked so on the page of its [claim](claims/README.md); what holds with it is\n"
        "not listed here.\n\n"
        "A random search found each violation, simplified it as far as it stays one, and confirmed it in exact arithmetic; rounding\n"
        "plays no part. The numbers of an instance are listed first, then everything that follows from them, in the order in which\n"
        "one computes it. [recompute.py](../reference/counterexamples/recompute.py) computes both sides of all of them again, in\n"
        "fractions and without a line of this program.\n\n" +
        fmt::format("`aimcert errata --seed {} --out docs/errata.md` writes this page again; `aimcert replay FILE` evaluates\n"
                    "one [counterexample](../reference/counterexamples) in every arithmetic.\n\n", seed);
    text += "| claim | source | what is wrong |\n|---|---|---|\n";
    for (const Erratum& e : errata) {
        const ClaimInfo& info = e.falsified.info;
        text += fmt::format("| [{0}](#{0}) | {1} | {2} |\n", info.id, plain(info.source), plain(info.status));
    }
    for (const Erratum& e : errata) text += section(e);
    return text;
}

void register_errata(CLI::App& app, int& exit_status) {
    auto* verb = app.add_subcommand("errata", "Write the page of all statements that are false as published");
    auto options = std::make_shared<ErrataOptions>();
    verb->add_option("--seed", options->seed, "Seed of the search")->check(whole_number())->capture_default_str();
    add_jobs(*verb, options->jobs);
    verb->add_option("--out", options->out, "Markdown file to write; printed when not given")->check(not_empty("a file"))->type_name("FILE");
    verb->footer("Per statement: the counterexample with its arithmetic written out, the step of the published proof "
                 "that breaks, the corrected statement and how tight it is. Exit status 1: a counterexample is lost.");
    verb->callback([options, &exit_status] { exit_status = errata(*options); });
}

}  // namespace aimcert::cli
