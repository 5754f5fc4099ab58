#include "core/bounds/bounded_iterates.hpp"
#include "core/bounds/complexity.hpp"
#include "core/bounds/convergence.hpp"
#include "core/bounds/descent.hpp"
#include "proofs-checks/emission/entries.hpp"
#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

constexpr std::size_t layers = 3;
constexpr int steps = 7, micro_batches = 4;

E v(const char* name) { return E::variable(name); }

/// L_f, L_S, r, u of M = 3 layers.
DescentConstants<E> constants() { return {v("Lf"), v("LS"), v("r"), v("u"), layers}; }

/// f(W_k), |∇f|², s_k², r_k, Σ Q, E|dW + alpha eps|².
StepState<E> state() { return {v("f"), v("gradient_sq"), v("variance"), v("rk"), v("delay_sq"), v("denoised")}; }

void record_one_step(std::vector<Formula>& formulas) {
    const auto c = constants();
    const E alpha = v("alpha");
    formulas.push_back({"delay_weight", scalar_inputs({"LS", "r", "u"}), c.delay_weight()});
    formulas.push_back({"kappa", scalar_inputs({"LS", "r", "u"}), c.kappa()});
    formulas.push_back({"auxiliary_weight", scalar_inputs({"LS", "r", "u", "alpha"}), c.auxiliary_weight(alpha)});
    formulas.push_back({"descent_learning_rate", scalar_inputs({"Lf", "LS", "r", "u"}), descent_learning_rate(c)});
    formulas.push_back({"sufficient_descent",
                        scalar_inputs({"Lf", "LS", "u", "alpha", "f", "gradient_sq", "variance", "rk", "delay_sq", "denoised"}),
                        sufficient_descent_bound(c, alpha, state())});
    formulas.push_back({"lyapunov_descent",
                        scalar_inputs({"Lf", "LS", "r", "u", "alpha", "lyapunov", "gradient_sq", "variance", "rk"}),
                        lyapunov_descent_bound(c, alpha, v("lyapunov"), state())});
    formulas.push_back({"sync_descent", scalar_inputs({"Lf", "alpha", "r", "f", "gradient_sq", "variance"}),
                        sync_descent_bound(v("Lf"), alpha, v("r"), micro_batches, v("f"), v("gradient_sq"), v("variance"))});
}

void record_convergence(std::vector<Formula>& formulas) {
    const auto c = constants();
    const E gap = v("gap"), alpha = v("alpha"), variance = v("variance"), mean_sq = v("mean_sq");
    formulas.push_back({"sync_convergence", scalar_inputs({"gap", "alpha", "Lf", "variance", "r"}),
                        sync_convergence_bound(gap, alpha, steps, v("Lf"), micro_batches, variance, v("r"))});
    formulas.push_back({"async_convergence", scalar_inputs({"Lf", "LS", "r", "u", "gap", "alpha", "variance", "mean_sq"}),
                        async_convergence_bound(c, gap, alpha, steps, variance, mean_sq)});
    formulas.push_back({"digital_kappa", scalar_inputs({"LS"}), digital_kappa(c)});
    formulas.push_back({"digital_descent_learning_rate", scalar_inputs({"Lf", "LS"}), digital_descent_learning_rate(c)});
    formulas.push_back({"digital_async_convergence", scalar_inputs({"Lf", "LS", "gap", "alpha", "variance"}),
                        digital_async_convergence_bound(c, gap, alpha, steps, variance)});
}

void record_complexity(std::vector<Formula>& formulas) {
    const auto c = constants();
    const E gap = v("gap"), variance = v("variance"), error = v("error");
    formulas.push_back({"sync_asymptotic_error", scalar_inputs({"variance", "r"}), sync_asymptotic_error(variance, v("r"))});
    formulas.push_back({"async_asymptotic_error", scalar_inputs({"r", "u", "variance", "mean_sq"}),
                        async_asymptotic_error(c, variance, v("mean_sq"))});
    formulas.push_back({"balanced_learning_rate", scalar_inputs({"limit", "gap", "Lf", "variance"}),
                        balanced_learning_rate(v("limit"), gap, steps, v("Lf"), micro_batches, variance)});
    formulas.push_back({"sync_steps", scalar_inputs({"error", "gap", "Lf", "variance", "r"}),
                        sync_steps_for_error(error, gap, v("Lf"), micro_batches, variance, v("r")).total()});
    formulas.push_back({"async_steps", scalar_inputs({"Lf", "LS", "r", "u", "error", "gap", "variance"}),
                        async_steps_for_error(c, error, gap, variance).total()});
}

/// The step-size rule of bounded iterates for M = 2.
void record_bounded_iterates(std::vector<Formula>& formulas) {
    SignalBounds<E> box;
    box.spectral = entries_of("om", 2);
    box.input = entries_of("X", 3);
    box.error = entries_of("D", 2);
    formulas.push_back({"bounded_iterates_learning_rate", {{"X", 1}, {"D", 1}, {"tau"}, {"r0"}, {"r"}},
                        bounded_iterates_learning_rate(box, v("tau"), v("r0"), v("r"), steps)});
}

}  // namespace

Subject descent() {
    Subject subject{.name = "descent"};
    record_one_step(subject.formulas);
    record_convergence(subject.formulas);
    record_complexity(subject.formulas);
    record_bounded_iterates(subject.formulas);
    return subject;
}

}  // namespace aimcert::emission
