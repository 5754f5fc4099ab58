#pragma once

#include "cli/files/network_file.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aimcert::cli {

/// Constants of theory sections 3 and 4 on a set of weights, as doubles. Layer m = 1..M is at index m-1.
struct ConstantsTable {
    double chi = 0;                       ///< largest |x| of the data
    double target = 0;                    ///< largest |y|
    double max_weight = 0;                ///< W_max
    double saturation = 0;                ///< r, 0 for digital weights
    std::vector<double> spectral;         ///< om_m
    std::vector<double> input;            ///< X_1..X_{M+1}
    std::vector<double> error;            ///< D_m
    double loss_gradient = 0;             ///< Lam0
    double loss_smoothness = 0;           ///< Lam1
    std::vector<std::vector<double>> stability, staleness;  ///< A, B, row by row
    double smoothness = 0;                ///< L_f
    double sensitivity = 0;               ///< L_S
    double kappa = 0;
    double auxiliary_weight = 0;          ///< c, at the learning rate of the run
};

/// lyapunov_bound - lyapunov, term by term; negative lowers V. They add up to it over the reals.
///   async: descent -(alpha/2)|∇f|², noise alpha² L_f s², delay alpha³ kappa s², asymmetry (alpha/2)(1+u) r_k² (|∇f|²+s²)
///   sync, sequential: noise alpha² L_f s²/B, delay 0, asymmetry (alpha/2) r² (|∇f|²+s²)
struct DescentTerms {
    double descent = 0, noise = 0, delay = 0, asymmetry = 0;
};

/// A row of the ledger: it describes W_k. Empty entries are not defined for the device, or were not asked for.
struct LedgerRow {
    int step = 0;
    double loss = 0, gradient_norm_sq = 0, noise_variance = 0, saturation_degree = 0;
    double accumulated_delay = 0, squared_delay = 0, auxiliary = 0;  ///< summed over layers
    std::optional<double> lyapunov;
    double increment_norm_sq = 0;                                    ///< |W_{k+1} - W_k|²
    std::optional<double> expected_loss_next, descent_bound, expected_lyapunov_next, lyapunov_bound;

    std::vector<double> layer_saturation, layer_delay;  ///< r_k^(m), C_k^(m)
    std::vector<double> residual_saturation;            ///< the same of P^(m), for algorithms that have it
    std::optional<DescentTerms> terms;
};

/// A claim checked on the rows of a run.
struct ClaimCheck {
    std::string id;
    bool hypotheses_met = true;
    std::string failed_hypothesis;            ///< empty when met
    int checked = 0;                          ///< rows, or layers in rows
    double largest_ratio = 0;                 ///< lhs/rhs of the decided comparisons, 1 of those that only rounding violates
    int worst_step = 0;
    int violations = 0;                       ///< confirmed
    int rounding_only = 0;                    ///< apparent, but within the rounding of the scalar
    int outside_box = 0;                      ///< comparisons of steps whose possible updates leave the box: no violations
    int undecided = 0;                        ///< apparent and too large to be examined, or beyond its precision
    std::optional<int> first_violated_step;   ///< confirmed
};

/// Learning rates that the step-size rules admit; empty where a rule does not apply.
struct AdmissibleRates {
    std::string box;                          ///< the box of weights that they are for, in words
    std::optional<double> descent;            ///< 1/(L_f + √(L_f² + 2 kappa)), or 1/(2 L_f) for sync and sequential
    std::optional<double> bounded_iterates;   ///< tau / max D X (1 - ((1-r)/(1-r_0))^(1/K))
};

struct RunResult {
    std::filesystem::path configuration;
    std::string scalar, schedule, algorithm, device;  ///< device in words
    double tau = 0;                           ///< distance of 0 to the nearer bound of the range, inf for digital
    double learning_rate = 0;
    bool automatic_rate = false;
    double young = 1, minimum = 0;
    int steps = 0, micro_batches = 1, every = 1;
    bool expectation = false;
    bool has_theory = true;                   ///< the descent claims speak of this device

    std::vector<LedgerRow> rows;
    ConstantsTable constants;                 ///< a priori, box of the run's largest |weight|
    ConstantsTable posteriori;                ///< the same with bounds of the spectral norms of W_0, ..., W_K
    AdmissibleRates rates;                    ///< for the box of the run
    std::vector<ClaimCheck> claims;

    double initial_loss = 0, final_loss = 0, final_gradient_norm_sq = 0;
    double initial_saturation = 0, final_saturation = 0;
    std::vector<double> final_layer_saturation, final_residual_saturation;
    std::optional<double> accuracy;           ///< share of samples whose largest output is at their label
    long long updates = 0, samples_seen = 0, clock_cycles = 0;
    std::vector<std::string> notes;
    Network trained;                          ///< last weights, rounded to double
};

}  // namespace aimcert::cli
