#include "cli/ablation.hpp"

#include "cli/files/enumerator.hpp"
#include "cli/files/json_file.hpp"
#include "cli/files/readable_json.hpp"
#include "cli/results.hpp"
#include "properties/registry.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aimcert::cli {

using Json = nlohmann::ordered_json;

namespace {

/// `at`: the file and where in it the object stands.
Ablation ablation_from_json(const Json& json, const std::string& at) {
    Ablation ablation{required_as<std::string>(json, "claim", at),
                      enumerator(form_names, required_as<std::string>(json, "form", at), at + "form"),
                      required_as<std::string>(json, "hypothesis", at), required_as<int>(json, "evaluations", at), std::nullopt};
    if (const Json& found = required(json, "counterexample", at); !found.is_null())
        ablation.counterexample = finding_from_json(found, at + "counterexample.");
    return ablation;
}

}  // namespace

std::vector<Ablation> read_ablations(const std::filesystem::path& file) {
    std::vector<Ablation> ablations;
    if (!std::filesystem::exists(file)) return ablations;
    const Json json = read_json(file);
    const std::string top = file.string() + ": ";
    for (const Json& entry : required(json, "ablations", top))
        ablations.push_back(ablation_from_json(entry, fmt::format("{}ablations[{}].", top, ablations.size())));
    return ablations;
}

void write_ablations(const std::filesystem::path& file, const std::vector<Ablation>& ablations) {
    Json entries = Json::array();
    for (const auto& a : ablations) {
        ClaimInfo info;
        info.id = a.claim;
        info.form = a.form;
        Json entry{{"claim", a.claim}, {"form", name_of(form_names, a.form)}, {"hypothesis", a.hypothesis},
                   {"evaluations", a.evaluations}, {"counterexample", nullptr}};
        if (a.counterexample) entry["counterexample"] = finding_json(info, *a.counterexample);
        entries.push_back(std::move(entry));
    }
    const Json json{{"written_by", "aimcert tighten --ablate FILE"}, {"ablations", entries}};
    write_file_atomically(file, readable_json(json) + "\n");
}

std::vector<Ablation> replaced(std::vector<Ablation> all, const std::vector<const Claim*>& claims,
                               const std::vector<Ablation>& found) {
    std::erase_if(all, [&](const Ablation& a) {
        return std::any_of(claims.begin(), claims.end(),
                           [&](const Claim* claim) { return claim->info.id == a.claim && claim->info.form == a.form; });
    });
    all.insert(all.end(), found.begin(), found.end());
    std::vector<Ablation> ordered;
    for (const auto& claim : registry())
        std::copy_if(all.begin(), all.end(), std::back_inserter(ordered),
                     [&](const Ablation& a) { return a.claim == claim.info.id && a.form == claim.info.form; });
    return ordered;
}

std::vector<Ablation> known_ablations(const ClaimInfo& info) {
    static const std::vector<Ablation> known = read_ablations(std::filesystem::path(AIMCERT_SOURCE_DIR) / "docs/ablation.json");
    std::vector<Ablation> of_claim;
    std::copy_if(known.begin(), known.end(), std::back_inserter(of_claim),
                 [&](const Ablation& a) { return a.claim == info.id && a.form == info.form; });
    return of_claim;
}

}  // namespace aimcert::cli
