// Claim   BL = ⌈|d|/h⌉ pulses of size h = dw_min, each w ← w + s h (q_s(w) + σ_c ξ_i), against the update U(w,d):
//           |w_BL - U(w,d)| <= C1 h + C2 d² + C3 h N,   N = max_i σ_c |ξ_1 + .. + ξ_i|,
//           E|w_BL - w̄_BL|² <= BL (σ_c h)² < σ_c² h (|d| + h),   w̄ without noise, ξ_i = ±1 with chance 1/2.
//         Published, the orders of these errors alone, fitted on linear responses, λ = |q_s'|, u = 1/λ, t = 2^-n:
//           1 in dw_min where |d| = dw_min/2 = tu/2;  2 in d where |d| = 8 dw_min = tu;  3/2 in t where |d| = tu, dw_min = t²u,
//           of √E|w_BL - w̄_BL|², as √(dw_min |d|) is.
// Source  RF Thm 4, whose error terms are O(dw_min) + O(d²) + O(√(dw_min d) σ_c); constants derived here.
// Why     core/device/pulse.hpp, at the two bounds. By Minkowski's inequality both together give
//         √(E|w_BL - U|²) <= C1 h + C2 d² + σ_c √(h (|d| + h)).
//         Orders: the first error is q dw_min/2. The second is q u((1-z)^8 - 1 + 8z), z = λ dw_min, an alternating series whose
//         next term is 2z = t/4 of the first. A pulse takes the variance V to (1-z)²V + (σ_c dw_min)², so that after BL = 1/t
//         it is BL(σ_c dw_min)² times a factor in [1-2t, 1], and the logarithm of its root is off by at most 2t for t <= 1/4.
// Sides   The expectation is exact: the mean over all 2^BL sequences of signs, for BL <= 6.

#include "core/device/pulse.hpp"
#include "core/scalar/expression.hpp"
#include "properties/exponent_fit.hpp"
#include "properties/generators.hpp"

namespace aimcert {
namespace {

/// Whether the range of the device contains every weight of a train; digital weights have no range.
template <class S, class R>
bool stays_in_range(const R& response, S w, const S& step, const std::vector<S>& noise, Checks<S>& checks) {
    if constexpr (Ranged<R>) {
        const DynamicRange<S> range = dynamic_range(response);
        const auto inside = [&] {
            return checks.require("every w_i >= low", range.low, w) && checks.require("every w_i <= high", w, range.high);
        };
        if (!inside()) return false;
        for (const S& cycle_noise : noise) {
            w = pulse(response, w, step, cycle_noise);
            if (!inside()) return false;
        }
    }
    return true;
}

struct PulseLimit {
    using Instance = PulsesInstance;
    static constexpr int most_pulses = 40, most_enumerated = 6;

    static ClaimInfo info() {
        return {.id = "pulse_limit",
                .form = Form::derived,
                .statement = "|w_BL - U(w,d)| <= C1 dw_min + C2 d² + C3 dw_min N; "
                             "E|w_BL - w̄_BL|² <= BL (σ_c dw_min)² < σ_c² dw_min (|d| + dw_min)",
                .hypotheses = {"BL = ⌈|d|/dw_min⌉ whole pulses, at most 40", "every pulsed weight stays in the range",
                               "for the expectation: L dw_min <= 1, independent ξ_i of mean 0 and variance 1"},
                .constants = {"q = q_s(w), L: Lipschitz constant of q_s on the range, s = sign d",
                              "C1 = q (1 + L|d|/2), C2 = L q/2, C3 = 1 + L (|d| + dw_min)(1 + L|d|/2)",
                              "N = max_i σ_c |ξ_1 + .. + ξ_i|"},
                .source = "RF Thm 4",
                .relation = Relation::at_most,
                .status = "constants derived here; C1 attained as |d|/dw_min → 0, C2 and C3 in the limit of small "
                          "L|d|, the variance on digital weights",
                .cases = 8000,
                .kernels = [] {
                    const auto v = [](const char* name) { return Expression::variable(name); };
                    const AsymmetricLinearResponse<Expression> device{v("tau"), v("w0")};
                    return std::vector<std::pair<std::string, std::string>>{
                        {"one pulse", to_text(pulse(device, v("w"), v("step"), v("noise")))},
                        {"bound", to_text(pulse_limit_bound(device, v("w"), v("d"), v("dw_min"), v("N")))}};
                }};
    }

    /// Power families square the digits of a rational with every pulse, so their trains are short.
    static rc::Gen<Instance> instances() {
        const auto linear = pulses_instances({"ideal", "ald", "linear_step", "shifted_linear"}, most_pulses);
        const auto curved = pulses_instances({"exponential", "two_sided_exponential"}, most_pulses / 2);
        return rc::gen::oneOf(linear, linear, curved, pulses_instances({"power", "two_sided_power"}, 4),
                              pulses_instances(all_response_families, 4));
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const double size = instance.pulse_size;
        if (!checks.applies("at most 40 pulses", std::abs(instance.increment) <= most_pulses * size)) return;
        const int pulses = pulse_count(instance.increment, size);
        if (!checks.applies("a draw for every pulse", static_cast<std::size_t>(pulses) <= instance.draws.size())) return;
        std::visit([&](const auto& response) { compare<S>(instance, response, pulses, checks); },
                   *make_response<S>(instance.device));
        checks.label(instance.device.response);
        if (instance.cycle_noise != 0 && pulses > 0) checks.label("noise");
    }

private:
    template <class S, class R>
    static void compare(const Instance& instance, const R& response, int pulses, Checks<S>& checks) {
        const S w = math::constant<S>(instance.weight), d = math::constant<S>(instance.increment),
                dw_min = math::constant<S>(instance.pulse_size), sigma_c = math::constant<S>(instance.cycle_noise);
        const S step = pulse_step(d, dw_min);
        std::vector<S> noise;
        S sum(0), excursion(0);
        for (int i = 0; i < pulses; ++i) {
            noise.push_back(sigma_c * math::constant<S>(instance.draws[static_cast<std::size_t>(i)]));
            sum += noise.back();
            excursion = math::max(excursion, math::abs(sum));
        }
        if (!stays_in_range(response, w, step, noise, checks)) return;

        const S update = analog_update(response, w, d), scale = math::abs(w) + math::abs(S(update - w));
        checks.at_most("|w_BL - U(w,d)|", math::abs(S(pulsed_update(response, w, step, noise) - update)),
                       pulse_limit_bound(response, w, d, dw_min, excursion), scale);
        if (pulses > 0 && pulses <= most_enumerated && instance.cycle_noise != 0)
            compare_variance(response, w, d, dw_min, sigma_c, pulses, checks);
    }

    /// The mean over all sequences of signs. An instance some of whose sequences leave the range is left out.
    template <class S, class R>
    static void compare_variance(const R& response, const S& w, const S& d, const S& dw_min, const S& sigma_c, int pulses,
                                 Checks<S>& checks) {
        const S step = pulse_step(d, dw_min);
        const S lipschitz = directed_response(response, w, d).lipschitz;
        if (!checks.concerns(S(lipschitz * dw_min), S(1))) return;
        const S noiseless = pulsed_update(response, w, step, std::vector<S>(static_cast<std::size_t>(pulses), S(0)));
        S sum_of_squares(0);
        const int sequences = 1 << pulses;
        for (int sequence = 0; sequence < sequences; ++sequence) {
            std::vector<S> noise;
            for (int i = 0; i < pulses; ++i) noise.push_back(sequence >> i & 1 ? S(-sigma_c) : sigma_c);
            Checks<S> range;
            if (!stays_in_range(response, w, step, noise, range) || !checks.concerns(range.finish().hypotheses)) return;
            sum_of_squares += math::square(S(pulsed_update(response, w, step, noise) - noiseless));
        }
        checks.at_most("E|w_BL - w̄_BL|²", S(sum_of_squares / math::whole<S>(sequences)),
                       pulse_noise_variance_bound(pulses, dw_min, sigma_c),
                       S(math::square(dw_min) + math::abs(w) * dw_min));
        checks.label("expectation enumerated");
    }
};

struct Orders {
    using Instance = PulsesInstance;
    static ClaimInfo info() {
        return {.id = "pulse_limit",
                .form = Form::published,
                .statement = "|w_BL - U(w,d)| and √E|w_BL - w̄_BL|² are O(dw_min) + O(d²) + O(√(dw_min d) σ_c), each of its order",
                .hypotheses = {"linear response, q_s(w) > 0, σ_c > 0", "t = 2^-10 .. 2^-17, for the noise 2^-4 .. 2^-11"},
                .constants = {"λ = |q_s'|, u = 1/λ", "order 1: |d| = dw_min/2 = tu/2", "order 2: |d| = 8 dw_min = tu",
                              "order 3/2: |d| = tu, dw_min = t²u"},
                .source = "RF Thm 4",
                .relation = Relation::at_least,
                .status = "holds, and no error is of a higher order",
                .cases = 300};
    }
    static rc::Gen<Instance> instances() { return pulses_instances({"ald", "linear_step", "shifted_linear"}, 4); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        std::visit(
            [&](const auto& response) {
                if constexpr (LinearResponse<std::decay_t<decltype(response)>>) compare<S>(instance, response, checks);
                else checks.applies("linear response", false);
            },
            *make_response<S>(instance.device));
        checks.label(instance.device.response);
    }

private:
    template <class S, class R>
    static void compare(const Instance& instance, const R& response, Checks<S>& checks) {
        const S w = math::constant<S>(instance.weight), sigma_c = math::constant<S>(instance.cycle_noise);
        const S direction = instance.increment < 0 ? S(-1) : S(1);
        const auto [rate, q] = directed_response(response, w, direction);
        if (!checks.applies("σ_c > 0", instance.cycle_noise > 0)) return;
        if (!checks.applies("a finite range", !ScalarTraits<S>::less_equal(rate, S(0)))) return;
        if (!checks.require("q_s(w) > 0", !ScalarTraits<S>::less_equal(q, S(0)))) return;
        const auto error = [&](const S& d, const S& dw_min, int pulses) {
            const std::vector<S> silence(static_cast<std::size_t>(pulses), S(0));
            return math::abs(S(pulsed_update(response, w, S(direction * dw_min), silence) -
                               analog_update(response, w, S(direction * d))));
        };
        const auto power_of_two = [](int n) { return math::constant<S>(std::ldexp(1.0, n)); };
        std::vector<S> in_pulse, in_increment, in_noise;
        for (int n = 0; n < 8; ++n) {
            const S size = power_of_two(-10 - n) / rate;
            in_pulse.push_back(error(S(size / S(2)), size, 1));
            in_increment.push_back(error(size, S(size / S(8)), 8));
            const S step = direction * power_of_two(-8 - 2 * n) / rate;
            const S base = pulse(response, w, step, S(0)), gain = pulse(response, w, step, sigma_c) - base;
            const S keep = (pulse(response, S(w + step), step, S(0)) - base) / step;
            S variance(0);
            for (int i = 0; i < 16 << n; ++i) variance = math::square(keep) * variance + math::square(gain);
            in_noise.push_back(math::sqrt(variance));
        }
        check_exact_order(checks, "|w_BL - U| in dw_min", fit_exponent(in_pulse, S(0)), S(1));
        check_exact_order(checks, "|w_BL - U| in d", fit_exponent(in_increment, power_of_two(-11)), S(2));
        check_exact_order(checks, "√E|w_BL - w̄_BL|² in t", fit_exponent(in_noise, power_of_two(-3)), math::ratio<S>(3, 2));
    }
};

}  // namespace

std::vector<Claim> pulse_limit() { return {make_claim<Orders>(), make_claim<PulseLimit>()}; }

}  // namespace aimcert
