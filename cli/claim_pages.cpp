#include "cli/claim_pages.hpp"

#include "cli/ablation.hpp"
#include "cli/files/files.hpp"
#include "cli/proofs.hpp"
#include "properties/registry.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <map>

namespace aimcert::cli {
namespace {

/// Indented text, which Markdown shows as it is.
std::string verbatim(const std::string& text) { return "    " + text + "\n"; }

/// Text in a cell of a table, where an upright line would end it and stars and underscores would mark it up.
std::string in_cell(std::string_view text) {
    std::string cell;
    for (const char c : text) cell += (c == '|' || c == '*' || c == '_' || c == '<' ? "\\" : "") + std::string(1, c);
    return cell;
}

std::string list_of(std::string_view title, const std::vector<std::string>& items) {
    if (items.empty()) return "";
    std::string text = fmt::format("\n{}:\n\n", title);
    for (const auto& item : items) text += fmt::format("- `{}`\n", item);
    return text;
}

/// Short counterexamples in full; every one is in the file.
std::string counterexample_text(const Ablation& ablation) {
    if (!ablation.counterexample) return fmt::format("no violation found without it in {} evaluations", ablation.evaluations);
    const auto& worst = ablation.counterexample->evaluation.worst;
    const std::string instance = to_json(ablation.counterexample->instance).dump();
    if (instance.size() + worst.lhs_text.size() + worst.rhs_text.size() > 400)
        return "**needed**: a counterexample is in [ablation.json](../ablation.json)";
    return fmt::format("**needed**: {}: `{}` against `{}` at `{}`", in_cell(worst.what), worst.lhs_text, worst.rhs_text, instance);
}

std::string ablation_table(const ClaimInfo& info) {
    const auto ablations = known_ablations(info);
    if (ablations.empty()) return "";
    std::string text = "\n| hypothesis as the code asks for it | needed? |\n|---|---|\n";
    for (const auto& ablation : ablations)
        text += fmt::format("| {} | {} |\n", in_cell(ablation.hypothesis), counterexample_text(ablation));
    return text;
}

std::string proof_list(const ClaimInfo& info) {
    std::string text;
    if (const auto share = known_certified(info)) text += fmt::format("\nCertified: {}.\n", certified_text(*share));
    const auto proofs = known_proofs(info);
    if (!proofs.empty()) text += "\nMachine-checked:\n\n";
    for (const auto& proof : proofs) text += fmt::format("- [`{}`](../../proofs-checks/{}): `{}`\n", proof.theorem, proof.file, proof_text(proof));
    return text;
}

std::string form_section(const ClaimInfo& info) {
    std::string text = fmt::format("\n## {} form\n\n", name_of(form_names, info.form));
    text += verbatim(info.statement);
    text += fmt::format("\nExpected of `verify`: **{}** in {} random instances. Status: {}.\n",
                        name_of(verdict_names, info.expected), info.cases, info.status);
    if (!info.flaw.empty()) text += fmt::format("\nWhat breaks: {}. The counterexample is in [errata](../errata.md#{}).\n", info.flaw, info.id);
    text += proof_list(info);
    text += list_of("Hypotheses", info.hypotheses);
    text += ablation_table(info);
    text += list_of("Constants", info.constants);
    return text;
}

std::string recorded_section(const ClaimInfo& info) {
    if (!info.kernels) return "";
    std::string text = "\n## Recorded from the code\n\n";
    for (const auto& [name, formula] : info.kernels()) text += verbatim(name + " = " + formula);
    return text;
}

}  // namespace

void write_claim_pages(const std::filesystem::path& directory) {
    require_writable_directory(directory);
    std::map<std::string, std::string> pages;
    std::string index =
        "# Claims\n\nWritten from the registry by `aimcert explain --pages docs/claims`.\n\n"
        "| claim | form | source | expected |\n|---|---|---|---|\n";
    for (const Claim& claim : registry()) {
        const ClaimInfo& info = claim.info;
        auto& page = pages[info.id];
        const bool first = page.empty();
        if (first) page = fmt::format("# {}\n\nSource: {}. All claims: [index](README.md).\n", info.id, info.source);
        page += form_section(info);
        index += fmt::format("| [{0}]({0}.md) | {1} | {2} | {3} |\n", info.id, name_of(form_names, info.form),
                             info.source, name_of(verdict_names, info.expected));
    }
    for (const Claim& claim : registry())
        if (auto& page = pages[claim.info.id]; page.find("\n## Recorded") == std::string::npos) page += recorded_section(claim.info);
    pages["README"] = index;
    std::vector<File> files;
    for (const auto& [name, page] : pages) files.push_back({directory / (name + ".md"), page});
    write_files_atomically(files);
}

}  // namespace aimcert::cli
