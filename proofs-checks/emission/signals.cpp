#include "core/bounds/stability.hpp"
#include "proofs-checks/emission/entries.hpp"
#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

std::string index(std::size_t i) { return "_" + std::to_string(i); }

/// X_m and D_m of M layers of tanh with half squared error, from om, chi = |x| and target = |y|.
void record_signal_bounds(std::size_t layers, std::vector<Formula>& formulas) {
    const Architecture architecture{std::vector<Activation>(layers, Activation::centered_sigmoid), Loss::half_squared_error};
    const auto bounds = signal_bounds(architecture, entries_of("om", layers), E::variable("chi"), E::variable("target"), 2);
    const std::vector<Input> inputs{{"om", 1}, {"chi"}, {"target"}};
    const std::string name = "bounds" + std::to_string(layers);
    for (std::size_t m = 0; m <= layers; ++m) formulas.push_back({name + "_X" + index(m), inputs, bounds.input[m]});
    for (std::size_t m = 0; m < layers; ++m) formulas.push_back({name + "_D" + index(m), inputs, bounds.error[m]});
}

/// Constants that are all free.
SignalBounds<E> constants(std::size_t layers) {
    return {entries_of("om", layers), entries_of("X", layers), entries_of("D", layers), entries_of("l", layers),
            entries_of("s", layers), E::variable("Lam0"), E::variable("Lam1")};
}
const std::vector<Input> constant_inputs{{"om", 1}, {"X", 1}, {"D", 1}, {"l", 1}, {"s", 1}, {"Lam0"}, {"Lam1"}};

/// p_m, q_m, t_m for weights that differ by e_m.
void record_signal_distance(std::size_t layers, Perturbed perturbed, std::vector<Formula>& formulas) {
    const auto distance = signal_distance(constants(layers), entries_of("e", layers), perturbed);
    std::vector<Input> inputs = constant_inputs;
    inputs.push_back({"e", 1});
    const std::string name =
        "distance" + std::to_string(layers) + (perturbed == Perturbed::forward_only ? "_stale" : "_both");
    for (std::size_t m = 0; m <= layers; ++m) formulas.push_back({name + "_p" + index(m), inputs, distance.input[m]});
    for (std::size_t m = 0; m < layers; ++m) {
        formulas.push_back({name + "_q" + index(m), inputs, distance.preactivation[m]});
        formulas.push_back({name + "_t" + index(m), inputs, distance.error[m]});
    }
}

/// A matrix of stability.hpp under `name`.
void record_matrix(const std::string& name, const Matrix<E>& matrix, std::vector<Formula>& formulas) {
    for (Eigen::Index m = 0; m < matrix.rows(); ++m)
        for (Eigen::Index j = 0; j < matrix.cols(); ++j)
            formulas.push_back({name + index(std::size_t(m)) + index(std::size_t(j)), constant_inputs, matrix(m, j)});
}

}  // namespace

Subject signals() {
    Subject subject{.name = "signals"};
    for (const std::size_t layers : {2u, 3u}) {
        record_signal_bounds(layers, subject.formulas);
        for (const auto perturbed : {Perturbed::forward_only, Perturbed::forward_and_backward}) {
            record_signal_distance(layers, perturbed, subject.formulas);
        }
        const auto record = [&](const char* name, const Matrix<E>& matrix) {
            record_matrix(name + std::to_string(layers), matrix, subject.formulas);
        };
        record("A", stability_matrix(constants(layers), Perturbed::forward_and_backward));
        record("B", stability_matrix(constants(layers), Perturbed::forward_only));
        record("staleness", staleness_matrix(constants(layers)));
    }
    return subject;
}

}  // namespace aimcert::emission
