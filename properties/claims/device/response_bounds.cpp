// Claim   On the dynamic range of a device, F <= F_max, and q± are Lipschitz:
//           published  for every differentiable response: |q±(w) - q±(w')| <= L_Q |w - w'| with a finite L_Q; here the
//                      power response with exponent 1/2, the device of RF's experiments, and L_Q as for whole exponents;
//           corrected  for the families with continuous derivatives on the closed range, with L_Q of response_lipschitz.
// Source  RF Lemma 2.
// Why     A continuous function on a compact range is bounded; a derivative is only where it is continuous up to the
//         ends. √(1 - w/τ) has the difference quotient 2^n/τ between w = τ(1 - 4^-n) and τ.
// Sides   Published: q+(w) against L_Q (τ - w) with L_Q = γ 2^(γ-1)/τ at γ = 1/2, w = τ(1 - 4^-n). Corrected: difference
//         of the responses at two weights, and F against F_max.

#include "core/device/response_bounds.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

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
        info.statement = "|q+(w) - q+(τ)| <= L_Q |w - τ|, q+ = (1 - w/τ)^γ, L_Q = γ 2^(γ-1)/τ, γ = 1/2";
        info.status = "false for exponents below 1, which RF uses: quotients 2^n/τ at w = τ(1 - 4^-n) exceed every L_Q";
        info.expected = Verdict::falsified;
        info.cases = 200;
        return info;
    }
    static rc::Gen<Instance> instances() {
        return generator<Instance>(
            [](Source& source, int) {
                return Instance{{{"n", static_cast<double>(source.integer(0, 20))}, {"tau", source.chance(0.5) ? 1 : source.log_uniform(0.1, 10)}}};
            },
            [](const Instance& instance) {
                std::vector<Instance> list;
                for (const double n : simpler(instance["n"]))
                    if (n >= 0 && n == std::trunc(n)) list.push_back({{{"n", n}, {"tau", instance["tau"]}}});
                for (const double tau : simpler(instance["tau"]))
                    if (tau > 0) list.push_back({{{"n", instance["n"]}, {"tau", tau}}});
                return list;
            });
    }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const S tau = math::constant<S>(instance["tau"]);
        if (!checks.applies("τ > 0", instance["tau"] > 0)) return;
        const S gap = S(1) / math::power(S(4), static_cast<int>(instance["n"]));  // 1 - w/τ
        // L_Q² = (γ 2^(γ-1)/τ)² = 1/(8τ²); squared, so that the claim stays rational.
        checks.at_most("(q+(w) - q+(τ))²", gap, S(math::square(S(gap * tau)) / (S(8) * math::square(tau))));
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
