// Claim   Without cycle noise, BL = ⌈|d|/h⌉ pulses of size h = dw_min approach the flow of dw/dt = s q_s(w) at time |d|,
//           |w_BL - flow(w,d)| <= q e^{-λ|d|} ((BL h - |d|) + (λ/2) BL h² (1 + λh)) <= C h,
//         while U(w,d), the Euler step of that flow, stays away from it however small h is:
//           q (λ/2) d² (1 - λ|d|/3) <= |U(w,d) - flow(w,d)| <= q (λ/2) d².
// Source  Derived.
// Why     core/device/pulse.hpp, at the two bounds: the distance to the bound of the range shrinks by 1 - λh a pulse.
// Sides   Families with responses affine in w, whose flow has a closed form; λ is the slope of q_s, q = q_s(w).

#include "core/device/pulse.hpp"
#include "core/scalar/expression.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

namespace aimcert {
namespace {

struct PulseFlowLimit {
    using Instance = PulsesInstance;
    static constexpr int most_pulses = 100;

    static ClaimInfo info() {
        return {.id = "pulse_flow_limit",
                .form = Form::derived,
                .statement = "|w_BL - flow| <= q e^{-λ|d|} ((BL h - |d|) + (λ/2) BL h² (1 + λh)) <= C h, h = dw_min; "
                             "q (λ/2) d² (1 - λ|d|/3) <= |U(w,d) - flow| <= q (λ/2) d²",
                .hypotheses = {"a linear response (ald, linear_step, shifted_linear), w in its range", "σ_c = 0",
                               "λ dw_min <= 1", "at most 100 pulses"},
                .constants = {"λ: slope of q_s, q = q_s(w), s = sign d",
                              "C = q e^{-λ|d|} (1 + (λ/2)(|d| + dw_min)(1 + λ dw_min))"},
                .source = "derived",
                .relation = Relation::at_most,
                .status = "constants derived here; all three bounds are attained in the limit of small λ dw_min and λ|d|",
                .cases = 10000,
                .kernels = [] {
                    const auto v = [](const char* name) { return Expression::variable(name); };
                    const AsymmetricLinearResponse<Expression> device{v("tau"), v("w0")};
                    return std::vector<std::pair<std::string, std::string>>{
                        {"flow", to_text(pulse_flow(device, v("w"), v("d")))},
                        {"U(w,d)", to_text(analog_update(device, v("w"), v("d")))}};
                }};
    }

    static rc::Gen<Instance> instances() {
        return pulses_instances({"ald", "linear_step", "shifted_linear"}, most_pulses);
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const double size = instance.pulse_size;
        if (!checks.applies("at most 100 pulses", std::abs(instance.increment) <= most_pulses * size)) return;
        const auto examine = [&]<class R>(const R& response) {
            if constexpr (LinearResponse<R>)
                compare<S>(instance, response, pulse_count(instance.increment, size), checks);
            else
                checks.applies("a linear response", false);
        };
        std::visit(examine, *make_response<S>(instance.device));
        checks.label(instance.device.response);
    }

private:
    template <class S, class R>
    static void compare(const Instance& instance, const R& response, int pulses, Checks<S>& checks) {
        const S w = math::constant<S>(instance.weight), d = math::constant<S>(instance.increment),
                dw_min = math::constant<S>(instance.pulse_size);
        const DynamicRange<S> range = dynamic_range(response);
        if (!checks.require("w >= low", range.low, w) || !checks.require("w <= high", w, range.high)) return;
        if (!checks.require("λ dw_min <= 1", directed_response(response, w, d).lipschitz * dw_min, S(1))) return;

        const std::vector<S> noiseless(static_cast<std::size_t>(pulses), S(0));
        const S flow = pulse_flow(response, w, d), update = analog_update(response, w, d);
        const S pulsed = pulsed_update(response, w, pulse_step(d, dw_min), noiseless);
        const S scale = math::abs(w) + math::max(math::abs(range.low), math::abs(range.high)) + math::abs(S(update - w));
        checks.at_most("|w_BL - flow|", math::abs(S(pulsed - flow)), pulse_flow_bound(response, w, d, dw_min, pulses),
                       scale);
        const EulerGap<S> gap = euler_gap(response, w, d);
        checks.at_most("|U - flow| against (λ/2) q d²", math::abs(S(update - flow)), gap.at_most, scale);
        checks.at_most("(λ/2) q d² (1 - λ|d|/3) against |U - flow|", gap.at_least, math::abs(S(update - flow)), scale);
    }
};

}  // namespace

std::vector<Claim> pulse_flow_limit() { return {make_claim<PulseFlowLimit>()}; }

}  // namespace aimcert
