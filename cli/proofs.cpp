#include "cli/proofs.hpp"

#include "cli/files/files.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace aimcert::cli {
namespace {

using Json = nlohmann::ordered_json;

/// One of the names of an enumeration under a key.
template <class E, std::size_t N>
E enumerator(const Json& json, const char* key, const std::array<std::pair<E, std::string_view>, N>& names) {
    const std::string name = json.at(key);
    if (const auto value = from_name(names, name)) return *value;
    std::string expected;
    for (const auto& [enumerator, known] : names) expected += (expected.empty() ? "" : ", ") + std::string(known);
    throw std::invalid_argument(fmt::format("key \"{}\": expected one of {}, found \"{}\"", key, expected, name));
}

}  // namespace

std::vector<Proof> read_proofs(const std::filesystem::path& ledger) {
    std::vector<Proof> proofs;
    if (!std::filesystem::exists(ledger)) return proofs;
    try {
        const auto json = Json::parse(read_file(ledger));
        for (const auto& claim : json.at("claims"))
            for (const auto& proof : claim.at("proofs"))
                proofs.push_back({claim.at("id"), enumerator(claim, "form", form_names), enumerator(proof, "kind", proof_kind_names),
                                  proof.at("theorem"), proof.at("file"), proof.at("assumes"), proof.at("axioms")});
    } catch (const Json::exception& error) {
        throw InputError(fmt::format("{}: {}", ledger.string(), error.what()));
    } catch (const std::invalid_argument& error) {
        throw InputError(fmt::format("{}: {}", ledger.string(), error.what()));
    }
    return proofs;
}

std::vector<Proof> known_proofs(const ClaimInfo& info) {
    static const std::vector<Proof> known = read_proofs(std::filesystem::path(AIMCERT_SOURCE_DIR) / "proofs-checks/ledger.json");
    std::vector<Proof> of_claim;
    std::copy_if(known.begin(), known.end(), std::back_inserter(of_claim),
                 [&](const Proof& p) { return p.claim == info.id && p.form == info.form; });
    return of_claim;
}

std::string proof_text(const Proof& proof) {
    const char* what = proof.kind == ProofKind::reals        ? "proved for all instances"
                       : proof.kind == ProofKind::refutation ? "refuted"
                       : proof.kind == ProofKind::limits     ? "a stronger statement refuted"
                                                             : "proved in floating point";
    const bool refutes = proof.kind == ProofKind::refutation || proof.kind == ProofKind::limits;
    return refutes || proof.assumes.empty() ? what : fmt::format("{}, assuming {}", what, proof.assumes);
}

}  // namespace aimcert::cli
