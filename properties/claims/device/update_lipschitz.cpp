// Claim   The increment ΔU(w,d) = d F(w) - |d| G(w) is Lipschitz in d:
//           published  |ΔU(w,d) - ΔU(w,d')| <= F_max |d - d'|;
//           corrected  |ΔU(w,d) - ΔU(w,d')| <= max(q+(w), q-(w)) |d - d'| <= 2 F_max |d - d'|.
// Source  RF Lemma 3.
// Why     d ↦ ΔU(w,d) is piecewise linear with slopes q+ (d > 0) and q- (d < 0), so its Lipschitz constant is the larger
//         of them, attained by d, d' of one sign. q± >= 0 gives max(q+, q-) <= q+ + q- = 2 F <= 2 F_max; F_max alone is
//         exceeded wherever the response is asymmetric enough.
// Sides   The left-hand side is the difference of two updated weights, the right-hand side the multiple of |d - d'|.

#include "core/device/response_bounds.hpp"
#include "core/scalar/expression.hpp"
#include "properties/array/transcript.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "update_lipschitz",
            .statement = "",
            .hypotheses = {"w in the dynamic range of the device", "any response family"},
            .constants = {"F_max = sup F over the range = max(q-(high), q+(low))/2; 1 for digital weights"},
            .source = "RF Lemma 3",
            .relation = Relation::at_most,
            .status = "",
            .cases = 10000,
            .kernels = [] {
                using E = Expression;
                const auto v = [](const char* name) { return E::variable(name); };
                return std::vector<std::pair<std::string, std::string>>{
                    {"shifted_linear: F_max",
                     to_text(largest_symmetric_part<E>(ShiftedLinearResponse<E>{v("tau"), v("c")}))},
                    {"linear_step: F_max",
                     to_text(largest_symmetric_part<E>(LinearStepResponse<E>{v("tau_min"), v("tau_max"), v("w0")}))},
                    {"exponential: F_max",
                     to_text(largest_symmetric_part<E>(ExponentialResponse<E>{v("tau"), v("gamma")}))}};
            }};
}

/// Two increments, of one sign or not.
rc::Gen<DeviceInstance> two_increments() { return device_instances(all_response_families, 2); }

/// Calls check(response, w, d, d', what rounds into the difference of two updates) with the device in scalar S.
template <class S, class Check>
void with_increments(const DeviceInstance& instance, Checks<S>& checks, Check check) {
    if (!checks.applies("two increments", instance.increments.size() == 2)) return;
    const S w = math::constant<S>(instance.weight), a = math::constant<S>(instance.increments[0]),
            b = math::constant<S>(instance.increments[1]);
    const auto examine = [&]<class R>(const R& response) {
        if constexpr (Ranged<R>) {
            const DynamicRange<S> range = dynamic_range(response);
            if (!checks.require("w >= low", range.low, w) || !checks.require("w <= high", w, range.high)) return;
        }
        const S slopes = response.q_plus(w) + response.q_minus(w);
        check(response, w, a, b, S(math::abs(w) + slopes * (math::abs(a) + math::abs(b))));
    };
    std::visit(examine, *make_response<S>(instance.device));
    checks.label(instance.device.response);
    if (instance.increments[0] * instance.increments[1] >= 0) checks.label("increments of one sign");
}

struct Published {
    using Instance = DeviceInstance;

    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "|ΔU(w,d) - ΔU(w,d')| <= F_max |d - d'|";
        info.status = "false: on the asymmetric linear device w = τ/2, d = -1, d' = 0 gives 3/2 > 1";
        info.flaw = "the step as reconstructed: |d F - d' F| <= F |d-d'| is taken for the whole increment, as if the part "
                    "-|d| G could not add to it; it does wherever q- or q+ alone exceeds F_max";
        info.expected = Verdict::falsified;
        return info;
    }
    static rc::Gen<Instance> instances() { return two_increments(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        with_increments(instance, checks, [&](const auto& response, const S& w, const S& a, const S& b, const S& scale) {
            const S first = analog_update(response, w, a), second = analog_update(response, w, b);
            const S difference = math::abs(S(first - second)), largest = largest_symmetric_part<S>(response);
            const S bound = largest * math::abs(S(a - b));
            if (checks.transcribes()) {
                show_device(instance.device, "", checks);
                checks.show("w", "given", w);
                checks.show("d", "given", a);
                checks.show("d'", "given", b);
                const auto [plus, minus] = response_formulas(instance.device, "w");
                checks.show("q+(w)", plus, response.q_plus(w));
                checks.show("q-(w)", minus, response.q_minus(w));
                checks.show("F(w)", "(q- + q+)/2", symmetric_part(response, w));
                checks.show("G(w)", "(q- - q+)/2", asymmetric_part(response, w));
                checks.show("U(w,d)", "w + d F - |d| G", first);
                checks.show("U(w,d')", "w + d' F - |d'| G", second);
                checks.show("left side", "|U(w,d) - U(w,d')|", difference);
                checks.show("F_max", "[sup F over the range]", largest);
                checks.show("right side", "F_max |d - d'|", bound);
            }
            checks.at_most("difference of increments", difference, bound, scale);
        });
    }
};

struct Corrected {
    using Instance = DeviceInstance;

    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement = "|ΔU(w,d) - ΔU(w,d')| <= max(q+(w), q-(w)) |d - d'| <= 2 F_max |d - d'|";
        info.status = "holds; the first is attained by increments of one sign, the second at the ends of the range";
        return info;
    }
    static rc::Gen<Instance> instances() { return two_increments(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        with_increments(instance, checks, [&](const auto& response, const S& w, const S& a, const S& b, const S& scale) {
            const S difference = math::abs(S(analog_update(response, w, a) - analog_update(response, w, b)));
            const S steepest = math::max(response.q_plus(w), response.q_minus(w));
            checks.at_most("difference of increments", difference, steepest * math::abs(S(a - b)), scale);
            checks.at_most("larger response against 2 F_max", steepest, S(2) * largest_symmetric_part<S>(response));
        });
    }
};

}  // namespace

std::vector<Claim> update_lipschitz() { return {make_claim<Published>(), make_claim<Corrected>()}; }

}  // namespace aimcert
