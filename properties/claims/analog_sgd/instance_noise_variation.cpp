// Claim   The noise of the lower-bound instance varies little with the weight w = ωτ: ξ+ = v √((1-p)/p) and
//         ξ- = -v √(p/(1-p)), p = (1-ω)/2, v = σ/√D. For two weights |w|, |w'| <= τ/2 and the same sign of the noise
//           published  |ξ(w')-ξ(w)| <= 3 (v/τ)|w'-w|;
//           derived    |ξ(w')-ξ(w)| <= (4/√3)(v/τ)|w'-w|.
// Source  EX Lemma 3.
// Why     dξ+/dω = v/((1-ω)^{3/2}(1+ω)^{1/2}) increases to 4v/√3 at ω = 1/2; ξ- is its mirror image.
// Sides   Squares, rational in t = √((1-ω)/(1+ω)): ω = (1-t²)/(1+t²), ξ+ = v/t, ξ- = -v t; t' is that of w'.

#include "properties/checks.hpp"
#include "properties/generators.hpp"
#include "properties/simplicity.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "instance_noise_variation",
            .statement = "",
            .hypotheses = {"|w| <= τ/2 and |w'| <= τ/2", "the same sign of the noise at both weights (not stated in the paper)"},
            .constants = {"p = (1-w/τ)/2", "v = σ/√D", "the instance holds t, t', v; unit of weights: τ"},
            .source = "EX Lemma 3",
            .relation = Relation::at_most,
            .status = "",
            .cases = 4000};
}

rc::Gen<ParametersInstance> pairs() {
    return generator<ParametersInstance>(
        [](Source& source, int) {
            const auto draw = [&] {
                const auto near_the_edge = [&] {
                    const int sign = source.chance(0.5) ? 1 : -1;
                    return sign * (0.5 - source.log_uniform(1e-9, 0.1));
                };
                const double omega = source.chance(0.3) ? near_the_edge() : source.uniform(-0.55, 0.55);
                return std::sqrt((1 - omega) / (1 + omega));
            };
            const double t = draw();
            const double other = source.chance(0.5) ? draw() : t + source.log_uniform(1e-6, 0.1);
            return ParametersInstance{{{"t", t}, {"t'", other}, {"v", source.chance(0.3) ? 1 : source.log_uniform(0.01, 100)}}};
        },
        simpler_parameters);
}

/// The squares against constant v² (ω'-ω)².
template <class S>
void compare(const ParametersInstance& instance, Checks<S>& checks, const S& constant) {
    if (!checks.applies("t, t' > 0", instance["t"] > 0 && instance["t'"] > 0)) return;
    const S t = math::constant<S>(instance["t"]), other = math::constant<S>(instance["t'"]), v = math::constant<S>(instance["v"]);
    const auto saturation = [](const S& x) { return S((S(1) - math::square(x)) / (S(1) + math::square(x))); };
    const S omega = saturation(t), next = saturation(other);
    if (!checks.require("|w|, |w'| <= τ/2", math::max(math::abs(omega), math::abs(next)), math::ratio<S>(1, 2))) return;
    const S bound = constant * math::square(S(v * (next - omega)));
    checks.at_most("square of the change of ξ+", math::square(S(v / other - v / t)), bound, math::square(v));
    checks.at_most("square of the change of ξ-", math::square(S(v * other - v * t)), bound, math::square(v));
}

struct Published {
    using Instance = ParametersInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "|ξ_{k+1}-ξ_k| <= 3 (σ/(τ√D))|w_{k+1}-w_k|";
        info.status = "holds; false beyond τ/2 (ω = 3/5 -> 4/5: ξ+ = 2v -> 3v) and between ξ+ and ξ- (at w' = w already)";
        return info;
    }
    static rc::Gen<Instance> instances() { return pairs(); }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        compare(instance, checks, S(9));
    }
};

struct Derived {
    using Instance = ParametersInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::derived;
        info.statement = "|ξ_{k+1}-ξ_k| <= (4/√3)(σ/(τ√D))|w_{k+1}-w_k|";
        info.status = "holds; attained where w and w' approach τ/2";
        return info;
    }
    static rc::Gen<Instance> instances() { return pairs(); }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        compare(instance, checks, math::ratio<S>(16, 3));
    }
};

}  // namespace

std::vector<Claim> instance_noise_variation() { return {make_claim<Published>(), make_claim<Derived>()}; }

}  // namespace aimcert
