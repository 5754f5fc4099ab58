#pragma once

#include "properties/claim.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aimcert::cli {

/// What a machine-checked theorem says of one form of a claim.
enum class ProofKind {
    reals,       ///< it holds for all instances
    partial,     ///< it holds under a hypothesis that the claim does not have
    refutation,  ///< it is false
    limits,      ///< something stronger is false
    floats       ///< how far the rounded computation is from it
};

inline constexpr std::array<std::pair<ProofKind, std::string_view>, 5> proof_kind_names{
    {{ProofKind::reals, "reals"},
     {ProofKind::partial, "partial"},
     {ProofKind::refutation, "refutation"},
     {ProofKind::limits, "limits"},
     {ProofKind::floats, "floats"}}};

/// A theorem that Coq checked.
struct Proof {
    std::string claim;
    Form form;
    ProofKind kind;
    std::string theorem;              ///< its full name in Coq
    std::string file;                 ///< in proofs-checks/
    std::string assumes;              ///< the hypotheses that remain
    std::vector<std::string> axioms;  ///< that it rests on
};

/// How many random instances interval arithmetic proved, rounding included.
struct CertifiedShare {
    std::string claim;
    Form form;
    int met;        ///< instances proved to meet the hypotheses
    int certified;  ///< proved to obey the claim
    int violated;   ///< proved to violate it
};

/// What was proved by machine: theorems, and single instances.
struct ProofLedger {
    std::vector<Proof> proofs;
    std::vector<CertifiedShare> certified;
};

/// Reads what `./run ledger` wrote. Nothing when there is no such file. Throws InputError naming file and key.
ProofLedger read_proof_ledger(const std::filesystem::path& file);

/// What proofs-checks/ledger.json says of one form of a claim; nothing in a program that is installed without the sources.
std::vector<Proof> known_proofs(const ClaimInfo& info);
std::optional<CertifiedShare> known_certified(const ClaimInfo& info);

/// What kind of theorem it is and what it assumes: "proved for all instances, assuming ...".
std::string proof_text(const Proof& proof);
/// Theorems of one file and kind in one text: "x, x_steps (coq/x.v): proved for all instances, assuming ...".
std::vector<std::string> proof_texts(const std::vector<Proof>& proofs);
/// "9998 of 10000 random instances"
std::string certified_text(const CertifiedShare& share);

}  // namespace aimcert::cli
