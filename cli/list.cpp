#include "cli/list.hpp"

#include "cli/ablation.hpp"
#include "cli/claim_pages.hpp"
#include "cli/files/files.hpp"
#include "cli/option_values.hpp"
#include "cli/proofs.hpp"
#include "cli/terminal.hpp"
#include "properties/registry.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include <memory>
#include <set>

namespace aimcert::cli {

std::vector<const Claim*> select_claims(const std::vector<std::string>& ids) {
    std::set<std::string> known;
    for (const auto& claim : registry()) known.insert(claim.info.id);
    for (const auto& id : ids)
        if (!known.contains(id))
            throw InputError(fmt::format("no claim \"{}\": expected one of `aimcert list`, the nearest is \"{}\"", id,
                                         nearest(id, known)));
    const std::set<std::string> wanted(ids.begin(), ids.end());
    std::vector<const Claim*> claims;
    for (const auto& claim : registry())
        if (wanted.empty() || wanted.contains(claim.info.id)) claims.push_back(&claim);
    return claims;
}

namespace {

void print_list() {
    const bool colour = wants_colour(stdout);
    fmt::print("{}\n", paint(pad("claim", 31) + pad("form", 10) + pad("expected", 14) + "source", Colour::bold, colour));
    for (const auto& claim : registry()) {
        const auto& info = claim.info;
        fmt::print("{}{}{}{}\n", pad(info.id, 31), pad(name_of(form_names, info.form), 10),
                   pad(name_of(verdict_names, info.expected), 14), info.source);
    }
    fmt::print("\n{} claims. `aimcert explain CLAIM` shows one in full.\n", registry().size());
}

void print_explanation(const ClaimInfo& info) {
    constexpr std::size_t width = 78, indent = 12;
    const bool colour = wants_colour(stdout);
    const auto field = [&](std::string_view name, const std::string& text) {
        if (!text.empty())
            fmt::print("{}{}\n", paint(pad(name, indent), Colour::grey, colour), wrap(text, width - indent, indent));
    };
    fmt::print("{}\n", paint(fmt::format("{} ({})", info.id, name_of(form_names, info.form)), Colour::bold, colour));
    field("statement", info.statement);
    for (std::size_t i = 0; i < info.hypotheses.size(); ++i) field(i == 0 ? "hypotheses" : "", info.hypotheses[i]);
    const auto ablations = known_ablations(info);
    for (std::size_t i = 0; i < ablations.size(); ++i)
        field(i == 0 ? "needed?" : "", fmt::format("{}: {}", ablations[i].hypothesis,
                                                   ablations[i].counterexample ? "needed, the claim has a counterexample without it"
                                                                               : "no violation found without it"));
    for (std::size_t i = 0; i < info.constants.size(); ++i) field(i == 0 ? "constants" : "", info.constants[i]);
    field("source", info.source);
    field("relation", std::string(name_of(relation_names, info.relation)));
    field("status", info.status);
    field("flaw", info.flaw);
    if (const auto share = known_certified(info)) field("certified", certified_text(*share));
    const auto proofs = proof_texts(known_proofs(info));
    for (std::size_t i = 0; i < proofs.size(); ++i) field(i == 0 ? "proofs" : "", proofs[i]);
    field("expected", std::string(name_of(verdict_names, info.expected)));
    if (info.kernels) {
        fmt::print("{}\n", paint("recorded from the code", Colour::grey, colour));
        for (const auto& [name, formula] : info.kernels())
            fmt::print("  {}\n", wrap(name + " = " + formula, width - 2, 6));
    }
    fmt::print("\n");
}

}  // namespace

void register_list(CLI::App& app) {
    app.add_subcommand("list", "List every claim with its form, expected verdict and source")->callback(print_list);
}

void register_explain(CLI::App& app) {
    auto* verb = app.add_subcommand(
        "explain", "Show a claim: statement, hypotheses, constants, source, status and the formulas that the code computes");
    auto ids = std::make_shared<std::vector<std::string>>();
    auto pages = std::make_shared<std::string>();
    auto* claims = verb->add_option("CLAIM", *ids, "Ids of claims, as `aimcert list` shows them");
    verb->add_option("--pages", *pages, "Write the page of every claim and their index into DIR as Markdown")
        ->check(not_empty("a directory"))
        ->type_name("DIR")
        ->excludes(claims);
    verb->callback([ids, pages] {
        if (ids->empty() && pages->empty()) throw CLI::RequiredError("CLAIM");
        if (!pages->empty()) return write_claim_pages(*pages);
        for (const Claim* claim : select_claims(*ids)) print_explanation(claim->info);
    });
}

}  // namespace aimcert::cli
