#include "cli/proofs.hpp"

#include "cli/files/enumerator.hpp"
#include "cli/files/json_file.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace aimcert::cli {
using Json = nlohmann::ordered_json;

ProofLedger read_proof_ledger(const std::filesystem::path& file) {
    ProofLedger ledger;
    if (!std::filesystem::exists(file)) return ledger;
    try {
        const auto json = read_json(file);
        for (const auto& claim : json.at("claims")) {
            const Form form = enumerator(form_names, claim.at("form"), file.string() + ": key \"form\"");
            for (const auto& proof : claim.at("proofs"))
                ledger.proofs.push_back({claim.at("id"), form, enumerator(proof_kind_names, proof.at("kind"), file.string() + ": key \"kind\""), proof.at("theorem"),
                                         proof.at("file"), proof.at("assumes"), proof.at("axioms")});
            if (const auto& c = claim.at("certificate"); !c.is_null())
                ledger.certified.push_back(
                    {claim.at("id"), form,
                     c.at("instances").get<int>() - c.at("hypotheses_not_met").get<int>() - c.at("hypotheses_open").get<int>(),
                     c.at("certified"), c.at("violated")});
        }
    } catch (const Json::exception& error) {
        throw InputError(fmt::format("{}: {}", file.string(), error.what()));
    }
    return ledger;
}

namespace {

const ProofLedger& known() {
    static const ProofLedger ledger = read_proof_ledger(std::filesystem::path(AIMCERT_SOURCE_DIR) / "proofs-checks/ledger.json");
    return ledger;
}

}  // namespace

std::vector<Proof> known_proofs(const ClaimInfo& info) {
    std::vector<Proof> of_claim;
    std::ranges::copy_if(known().proofs, std::back_inserter(of_claim),
                         [&](const Proof& p) { return p.claim == info.id && p.form == info.form; });
    return of_claim;
}

std::optional<CertifiedShare> known_certified(const ClaimInfo& info) {
    for (const CertifiedShare& share : known().certified)
        if (share.claim == info.id && share.form == info.form) return share;
    return std::nullopt;
}

std::string proof_text(const Proof& proof) {
    const char* what = proof.kind == ProofKind::reals        ? "proved for all instances"
                       : proof.kind == ProofKind::partial    ? "proved in part"
                       : proof.kind == ProofKind::refutation ? "refuted"
                       : proof.kind == ProofKind::limits     ? "a stronger statement refuted"
                                                             : "proved in floating point";
    const bool refutes = proof.kind == ProofKind::refutation || proof.kind == ProofKind::limits;
    return refutes || proof.assumes.empty() ? what : fmt::format("{}, assuming {}", what, proof.assumes);
}

std::vector<std::string> proof_texts(const std::vector<Proof>& proofs) {
    std::vector<std::string> texts;
    for (auto first = proofs.begin(); first != proofs.end();) {
        const auto next = std::find_if(first, proofs.end(), [&](const Proof& p) { return p.file != first->file || p.kind != first->kind; });
        std::string names;
        for (auto proof = first; proof != next; ++proof)
            names += (names.empty() ? "" : ", ") + proof->theorem.substr(proof->theorem.rfind('.') + 1);
        texts.push_back(fmt::format("{} ({}): {}", names, first->file, proof_text(*first)));
        first = next;
    }
    return texts;
}

std::string certified_text(const CertifiedShare& share) {
    return fmt::format("{} of {} random instances{}", share.certified, share.met,
                       share.violated == 0 ? "" : fmt::format(", {} proved to violate it", share.violated));
}

}  // namespace aimcert::cli
