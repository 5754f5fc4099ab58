#include "core/network/network.hpp"
#include "proofs-checks/emission/entries.hpp"
#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

/// A network of widths 2, 3, 2 whose forward pass runs on V1, V2 and whose backward pass runs on W1, W2, with target y.
const std::vector<Input> inputs{{"V1", 2}, {"V2", 2}, {"W1", 2}, {"W2", 2}, {"x", 1}, {"y", 1}};

Signals<E> passes(const Architecture& architecture) {
    const Weights<E> stale{matrix_of("V1", 3, 2), matrix_of("V2", 2, 3)}, current{matrix_of("W1", 3, 2), matrix_of("W2", 2, 3)};
    Signals<E> signals(current);
    forward(architecture, [&](std::size_t m) -> const Matrix<E>& { return stale[m]; }, vector_of("x", 2), signals);
    backward(architecture, [&](std::size_t m) -> const Matrix<E>& { return current[m]; }, vector_of("y", 2), signals);
    return signals;
}

void record_passes(const std::string& name, const Architecture& architecture, std::vector<Formula>& formulas) {
    const Signals<E> signals = passes(architecture);
    const auto record_vectors = [&](const std::string& kind, const std::vector<Vector<E>>& vectors, std::size_t first) {
        for (std::size_t m = first; m < vectors.size(); ++m)
            for (Eigen::Index i = 0; i < vectors[m].size(); ++i)
                formulas.push_back(
                    {name + "_" + kind + std::to_string(m + 1) + "_" + std::to_string(i), inputs, vectors[m](i)});
    };
    record_vectors("x", signals.input, 1);
    record_vectors("z", signals.preactivation, 0);
    record_vectors("delta", signals.error, 0);
    Weights<E> gradient;
    gradient_of(signals, gradient);
    for (std::size_t m = 0; m < gradient.size(); ++m)
        for (Eigen::Index i = 0; i < gradient[m].rows(); ++i)
            for (Eigen::Index j = 0; j < gradient[m].cols(); ++j)
                formulas.push_back({name + "_gradient" + std::to_string(m + 1) + "_" + std::to_string(i) + "_" +
                                        std::to_string(j),
                                    inputs, gradient[m](i, j)});
}

}  // namespace

Subject network() {
    Subject subject{.name = "network"};
    record_passes("identity", {{Activation::identity, Activation::identity}, Loss::half_squared_error}, subject.formulas);
    record_passes("tanh", {{Activation::tanh, Activation::tanh}, Loss::half_squared_error}, subject.formulas);
    return subject;
}

}  // namespace aimcert::emission
