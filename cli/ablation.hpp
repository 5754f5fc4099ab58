#pragma once

#include "properties/search.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aimcert::cli {

/// Whether a claim needs one of its hypotheses: a counterexample that meets all the others, or none in so many evaluations.
struct Ablation {
    std::string claim;
    Form form;
    std::string hypothesis;
    int evaluations;
    std::optional<Finding> counterexample;
};

/// Reads what `write_ablations` wrote; of the evaluation of a counterexample, its two sides and their ratio. None
/// when there is no such file. Throws InputError naming file and key.
std::vector<Ablation> read_ablations(const std::filesystem::path& file);
void write_ablations(const std::filesystem::path& file, const std::vector<Ablation>& ablations);

/// `all` with what it says of `claims` replaced by `found`, in the order of the registry.
std::vector<Ablation> replaced(std::vector<Ablation> all, const std::vector<const Claim*>& claims,
                               const std::vector<Ablation>& found);

/// What docs/ablation.json says of one form of a claim; nothing in a program that is installed without the sources.
std::vector<Ablation> known_ablations(const ClaimInfo& info);

}  // namespace aimcert::cli
