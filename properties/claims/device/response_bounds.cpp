// Claim   On the dynamic range of a device, F <= F_max, and q± are Lipschitz:
//           published  for every differentiable response: |q±(w) - q±(w')| <= L_Q |w - w'| with a finite L_Q; here the
//                      power response with exponent 1/2, the device of RF's experiments, and any L_Q >= 1/τ;
//           corrected  for the families with continuous derivatives on the closed range, with L_Q of response_lipschitz.
// Source  RF Lemma 2.
// Why     A continuous function on a compact range is bounded; a derivative is only where it is continuous up to the
//         ends. √(1 - w/τ) has the difference quotient 2^n/τ between w = τ(1 - 4^-n) and τ.
// Sides   Published: squares of q+(w) and L_Q (τ - w), w = τ(1 - 4^-n), n the smallest with 2^n > L_Q τ. Corrected:
//         difference of the responses at two weights, and F against F_max.

#include "core/device/response_bounds.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"
#include "properties/simplicity.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "response_bounds",
            .statement = "",
            .hypotheses = {"w, w' in the closed dynamic range"},
            .constants = {"F_max = sup F over the range"},
            .source = "RF Lemma 2",
            .relation = Relation::at_most,
            .status = "",
            .cases = 10000};
}

struct Published {
    using Instance = ParametersInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "|q+(w) - q+(τ)| <= L_Q |w - τ| for some L_Q, q+ = √(1 - w/τ)";
        info.constants.push_back("L_Q >= 1/τ: any number of the instance (smaller ones fail at w = 0)");
        info.status = "false for exponents below 1, which RF uses: quotients 2^n/τ at w = τ(1 - 4^-n) exceed every L_Q. √(1 - w/τ) is "
                      "not differentiable at τ; (1 - w)² (2 + sin (1 - w)^-2) is, on the whole range, and has no L_Q either "
                      "(proved: response_bounds_class_fails)";
        info.flaw = "the step as reconstructed: the lemma is called a direct property of the definition of the class, but a function "
                    "that is differentiable inside the range, or up to its ends, need not have a bounded derivative there; with "
                    "exponent 1/2 the quotient between τ(1 - 4^-n) and τ is 2^n/τ, so that for every L_Q some n violates the bound";
        info.expected = Verdict::falsified;
        info.cases = 200;
        return info;
    }
    static rc::Gen<Instance> instances() {
        return generator<Instance>(
            [](Source& source, int) {
                const double tau = source.chance(0.5) ? 1 : source.log_uniform(0.1, 10);
                return Instance{{{"L", source.log_uniform(1, 1e6) / tau}, {"tau", tau}}};
            },
            simpler_parameters);
    }
    /// The smallest n with 2^n > L_Q τ; rounding the product can only make it larger.
    static int exponent(const Instance& instance) {
        int n = 0;
        while (std::ldexp(1.0, n) <= instance["L"] * instance["tau"]) ++n;
        return n;
    }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const S tau = math::constant<S>(instance["tau"]), lipschitz = math::constant<S>(instance["L"]);
        if (!checks.applies("τ > 0", instance["tau"] > 0)) return;
        const bool few = instance["L"] * instance["tau"] < 0x1p60;
        if (!checks.applies("1 <= L τ < 2^60", few ? ScalarTraits<S>::less_equal(S(1), S(lipschitz * tau)) : Truth::no)) return;
        const int n = exponent(instance);
        const S gap = S(1) / math::power(S(4), n);  // 1 - w/τ
        const S bound = math::square(S(lipschitz * (gap * tau)));
        checks.show("τ", "given", tau);
        checks.show("L_Q", "given", lipschitz);
        if (checks.transcribes()) checks.show("n", "smallest n with 2^n > L_Q τ", math::whole<S>(n));
        checks.show("w", "τ(1 - 4^-n)", S(tau * (S(1) - gap)));
        checks.show("q+(w)²", "1 - w/τ", gap);
        checks.show("q+(τ)²", "1 - τ/τ", S(0));
        checks.show("left side", "(q+(w) - q+(τ))²", gap);
        checks.show("right side", "L_Q² (τ - w)²", bound);
        checks.at_most("(q+(w) - q+(τ))²", gap, bound);
    }
};

struct Corrected {
    using Instance = DeviceInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement = "F(w) <= F_max, |q±(w) - q±(w')| <= L_± |w - w'|, any family with continuous derivatives";
        info.constants.push_back("L_±: |q±'| at the end where it is largest (q± are convex)");
        info.status = "holds; attained at the ends of the range";
        return info;
    }
    /// The increment is the way from w to w'.
    static rc::Gen<Instance> instances() {
        return rc::gen::map(device_instances(all_response_families, 1), [](Instance&& i) {
            const auto [low, high] = weight_range(i.device);
            if (std::isfinite(low)) i.increments[0] = std::clamp(i.weight + i.increments[0], low, high) - i.weight;
            return std::move(i);
        });
    }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const S w = math::constant<S>(instance.weight), other = w + math::constant<S>(instance.increments[0]);
        const auto examine = [&]<class R>(const R& response) {
            if constexpr (Ranged<R>) {
                const DynamicRange<S> range = dynamic_range(response);
                for (const S& weight : {w, other})
                    if (!checks.require("w >= low", range.low, weight) || !checks.require("w <= high", weight, range.high)) return;
                checks.at_most("F against F_max", S((response.q_plus(w) + response.q_minus(w)) / S(2)),
                               largest_symmetric_part<S>(response));
            }
            const auto lipschitz = response_lipschitz(response);
            const S way = math::abs(S(w - other));
            const S plus = math::max(response.q_plus(w), response.q_plus(other)),
                    minus = math::max(response.q_minus(w), response.q_minus(other));
            checks.at_most("|q+(w) - q+(w')|", math::abs(S(response.q_plus(w) - response.q_plus(other))),
                           S(S(lipschitz.plus) * way), plus);
            checks.at_most("|q-(w) - q-(w')|", math::abs(S(response.q_minus(w) - response.q_minus(other))),
                           S(S(lipschitz.minus) * way), minus);
        };
        std::visit(examine, *make_response<S>(instance.device));
        checks.label(instance.device.response);
    }
};

}  // namespace

std::vector<Claim> response_bounds() { return {make_claim<Published>(), make_claim<Corrected>()}; }

}  // namespace aimcert
