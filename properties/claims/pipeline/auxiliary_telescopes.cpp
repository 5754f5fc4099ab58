// Claim   A_{k+1} = A_k + Σ_m (M-m)|dW_k^(m)|² - Σ_m Q_k^(m), for any increments and any number of layers M.
// Source  AP 24-26.
// Why     From step k to k+1 the weight j-k+M-m+1 of an old increment falls by 1: all of them together lose Q_k^(m), the
//         oldest falls from 1 to 0 and leaves the window; the new increment enters with weight M-m. Increments before
//         the first are zero, so this holds while the pipeline fills.
// Sides   A_{k+1} against the recursion, both from the monitor: an identity, decided in rationals.

#include "core/monitor/accumulated_delay.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

namespace aimcert {
namespace {

struct AuxiliaryTelescopes {
    using Instance = IncrementsInstance;

    static ClaimInfo info() {
        return {.id = "auxiliary_telescopes",
                .form = Form::published,
                .statement = "A_{k+1} = A_k + Σ_m (M-m)|dW_k^(m)|² - Σ_m Q_k^(m)",
                .hypotheses = {},
                .constants = {"A_k: auxiliary function", "Q_k^(m): squared accumulated delay of layer m",
                              "M-m: delay of layer m"},
                .source = "AP 24-26",
                .relation = Relation::equal,
                .status = "an identity, met in every instance, exactly",
                .cases = 6000};
    }

    static rc::Gen<Instance> instances() { return increments_instances(6, 3, 16); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const std::size_t layers = instance.increments.front().size();
        AccumulatedDelay<S> delay(layers);
        for (const auto& step : instance.increments) {
            const S before = delay.auxiliary(), lost = delay.squared();
            S gained(0);
            for (std::size_t m = 0; m < layers; ++m) {
                const S squared_increment = squared_norm(make_vector<S>(step[m]));
                gained += math::whole<S>(layers - 1 - m) * squared_increment;
                delay.push(m, squared_increment);
            }
            checks.equal("A_{k+1} against A_k + Σ (M-m)|dW_k|² - Σ Q_k", delay.auxiliary(), before + gained - lost,
                         before + gained);
        }
        if (layers > 1) checks.label("delayed");
        if (instance.increments.size() > layers) checks.label("filled pipeline");
    }
};

}  // namespace

std::vector<Claim> auxiliary_telescopes() { return {make_claim<AuxiliaryTelescopes>()}; }

}  // namespace aimcert
