#include "core/network/loss.hpp"
#include "proofs-checks/emission/entries.hpp"
#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

/// l(o, y) and its gradient for two outputs, and what bounds them.
void record_loss(Loss kind, std::vector<Formula>& formulas) {
    const std::string name(name_of(loss_names, kind));
    const std::vector<Input> inputs{{"o", 1}, {"y", 1}};
    const Vector<E> output = vector_of("o", 2), target = vector_of("y", 2);
    Vector<E> gradient(2);
    loss_gradient(kind, output, target, gradient);
    formulas.push_back({name + "_value", inputs, loss_value(kind, output, target)});
    for (Eigen::Index i = 0; i < 2; ++i)
        formulas.push_back({name + "_gradient_" + std::to_string(i), inputs, gradient(i)});
    formulas.push_back({name + "_gradient_bound", {{"X"}, {"Y"}},
                        loss_gradient_bound(kind, E::variable("X"), E::variable("Y"), 2)});
    formulas.push_back({name + "_smoothness", {}, loss_smoothness<E>(kind)});
}

}  // namespace

Subject loss() {
    Subject subject{.name = "loss"};
    for (const auto& [kind, name] : loss_names) record_loss(kind, subject.formulas);
    return subject;
}

}  // namespace aimcert::emission
