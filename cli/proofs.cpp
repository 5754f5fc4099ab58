#include "cli/proofs.hpp"

#include "cli/files/enumerator.hpp"
#include "cli/files/json_file.hpp"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace aimcert::cli {
using Json = nlohmann::ordered_json;

namespace {

/// `at`: the file and where in it the object stands.
Proof proof_from_json(const Json& proof, const std::string& claim, Form form, const std::string& at) {
    const auto text = [&](const char* key) { return required_as<std::string>(proof, key, at); };
    return {claim, form, enumerator(proof_kind_names, text("kind"), at + "kind"), text("theorem"), text("file"), text("assumes"),
            required_as<std::vector<std::string>>(proof, "axioms", at)};
}

CertifiedShare share_from_json(const Json& certificate, const std::string& claim, Form form, const std::string& at) {
    const auto count = [&](const char* key) { return required_as<int>(certificate, key, at); };
    return {claim, form, count("instances") - count("hypotheses_not_met") - count("hypotheses_open"), count("certified"),
            count("violated")};
}

}  // namespace

ProofLedger read_proof_ledger(const std::filesystem::path& file) {
    ProofLedger ledger;
    if (!std::filesystem::exists(file)) return ledger;
    const Json json = read_json(file);
    const std::string top = file.string() + ": ";
    for (std::size_t i = 0; const Json& claim : required(json, "claims", top)) {
        const std::string at = fmt::format("{}claims[{}].", top, i++);
        const auto id = required_as<std::string>(claim, "id", at);
        const Form form = enumerator(form_names, required_as<std::string>(claim, "form", at), at + "form");
        for (std::size_t j = 0; const Json& proof : required(claim, "proofs", at))
            ledger.proofs.push_back(proof_from_json(proof, id, form, fmt::format("{}proofs[{}].", at, j++)));
        if (const Json& certificate = required(claim, "certificate", at); !certificate.is_null())
            ledger.certified.push_back(share_from_json(certificate, id, form, at + "certificate."));
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
