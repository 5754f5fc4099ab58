#include "core/network/activation.hpp"
#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {

Subject activation() {
    using E = Expression;
    Subject subject{.name = "activation"};
    const E z = E::variable("z");
    for (const auto& [activation, activation_name] : activation_names) {
        const std::string name(activation_name);
        subject.formulas.push_back({name + "_value", {{"z"}}, activation_value(activation, z)});
        subject.formulas.push_back({name + "_derivative", {{"z"}}, activation_derivative(activation, z)});
        subject.formulas.push_back({name + "_lipschitz", {}, activation_lipschitz<E>(activation)});
        subject.formulas.push_back({name + "_smoothness", {}, activation_smoothness<E>(activation)});
    }
    return subject;
}

}  // namespace aimcert::emission
