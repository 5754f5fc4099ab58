#pragma once

#include "cli/training/run_result.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace aimcert::cli {

/// ledger.csv: step,loss,gradient_norm_sq,noise_variance,saturation_degree,accumulated_delay,squared_delay,auxiliary,
/// lyapunov,increment_norm_sq and, with expectation, expected_loss_next,descent_bound,expected_lyapunov_next,
/// lyapunov_bound; a row per step, numbers that read back as the same doubles, empty cells where nothing is defined.
std::string ledger_text(const RunResult& run);

/// summary.json: the run, its constants a priori and a posteriori, the admissible learning rates, the claims with their
/// largest ratio and first violated step, accuracy, clock cycles. Infinite numbers are null.
std::string summary_text(const RunResult& run);

/// Constants by their names in the theory: chi, W_max, r, om, X, D, Lam0, Lam1, A, B, L_f, L_S, kappa, c.
nlohmann::ordered_json constants_json(const ConstantsTable& constants);

/// A number, or null.
nlohmann::ordered_json json_of(const std::optional<double>& value);

}  // namespace aimcert::cli
