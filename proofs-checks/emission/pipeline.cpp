#include "core/monitor/lyapunov.hpp"
#include "proofs-checks/emission/entries.hpp"
#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

constexpr std::size_t layers = 3;

/// M = 3 layers after k updates with squared increments s[m,0], .., s[m,k-1] of layer m.
AccumulatedDelay<E> after(std::size_t updates) {
    AccumulatedDelay<E> delay(layers);
    for (std::size_t k = 0; k < updates; ++k)
        for (std::size_t m = 0; m < layers; ++m) delay.push(m, entry("s", m, k));
    return delay;
}

}  // namespace

Subject pipeline() {
    Subject subject{.name = "pipeline"};
    const std::vector<Input> increments{{"s", 2}};
    for (std::size_t k = 0; k <= 4; ++k) {
        const AccumulatedDelay<E> delay = after(k);
        const std::string suffix = "_" + std::to_string(k);
        for (std::size_t m = 0; m < layers; ++m) {
            const std::string layer = "_" + std::to_string(m) + suffix;
            subject.formulas.push_back({"accumulated" + layer, increments, delay.accumulated(m)});
            subject.formulas.push_back({"squared" + layer, increments, delay.squared(m)});
        }
        subject.formulas.push_back({"accumulated_sum" + suffix, increments, delay.accumulated()});
        subject.formulas.push_back({"squared_sum" + suffix, increments, delay.squared()});
        subject.formulas.push_back({"auxiliary" + suffix, increments, delay.auxiliary()});
        subject.formulas.push_back(
            {"lyapunov" + suffix,
             {{"s", 2}, {"objective"}, {"minimum"}, {"weight"}},
             lyapunov_function(E::variable("objective"), E::variable("minimum"), E::variable("weight"), delay)});
    }
    return subject;
}

}  // namespace aimcert::emission
