// Claim   Residual learning without an asymptotic error, G(0) = 0 for P (notation of `residual_convergence`):
//           published  mean metric <= 8F_max (V_0/(αK) + 3αLF_max²σ²): the bound of the theorem without its last term;
//                      here its first two terms at K = 1, W = W*, where V_0 = f(Wbar) - f*;
//           corrected  one step, αγ <= 1/(8 L F_max), β = αγ²μR_min/(18F_max²), s(P) <= L_S²|P|², q_W = min q_s(W) > 0
//                      and γ² >= 216F_max²σ²L_S²/(μ²R_min q_W):
//                        E V' <= V - (αγR_min/(8F_max))|g|² - (αγ/(8F_max))|g⊙F + |g|⊙G|² - (αγ³μ²R_min/(32F_max))|e|²
//                                - (μβ/(8γ)) Σ q_s d² + (73/36)α²γ²L F_max² σ².
//                      Summed, the mean metric is at most 16F_max (V_0/(αγK) + (73/36)αγLF_max²σ²): exact as α -> 0.
// Source  RF Cor. 1.
// Why     The corrected form of `residual_convergence` with P = e - d/γ: (3/4)αγσ²s <= (3/2)αγσ²L_S²(|e|² + |d|²/γ²).
//         The rule makes the first at most half of the descent in |e|² (48F_max <= 216F_max²/q_W as q_W <= 2F_max),
//         the second at most half of (μβ/(4γ))q_W|d|². The published condition on γ knows no σ, and its metric has
//         |g|²/R_min where the descent gives R_min|g|².
// Sides   What is promised is moved to the left, so that the right-hand side is what noise may cost.

#include "core/optimizer/residual_learning.hpp"
#include "properties/array/transcript.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "residual_exact_convergence",
            .statement = "",
            .hypotheses = {"f quadratic, curvatures in [μ, L]", "P on ald or power with G(0) = 0",
                           "W, P in their ranges, R(P) > 0", "E ε = 0, σ² = E|ε|²"},
            .constants = {"d = W - W*, e = P - P*, P* = -d/γ", "F, G, R, s = |G/√F|²_inf at P", "F_max over both arrays"},
            .source = "RF Cor. 1",
            .relation = Relation::at_most,
            .status = "",
            .cases = 4000};
}

rc::Gen<ArrayInstance> arrays(bool published) {
    return array_instances({.dimension = 2,
                            .objectives = {Shape::quadratic, Shape::quadratic, Shape::least_squares},
                            .devices = published ? std::vector<std::string>{"ald", "power"} : all_response_families,
                            .residual_devices = {"ald", "power"},
                            .rate = published ? 0.25 : 0.125});
}

/// Sets the device of P to one with G(0) = 0 and P into its range.
void centre(Source& source, ArrayInstance& i) {
    i.residual_device.w0 = 0;
    if (i.residual_device.response == "power") i.residual_device.gamma = source.integer(1, 2);
    for (double& residual : i.residual) residual = source.within(i.residual_device.tau);
}

/// L_S of a device with G(0) = 0: |G|/√F <= L_S |P|. 1/τ for ald, γ/τ for power with γ <= 2.
template <class S>
S asymmetry_slope(const DeviceParameters& device) {
    const int power = device.response == "power" ? static_cast<int>(device.gamma) : 1;
    return math::whole<S>(power) / math::constant<S>(device.tau);
}

bool centred(const DeviceParameters& device) {
    return (device.response == "ald" && device.w0 == 0 && std::isfinite(device.tau)) ||
           (device.response == "power" && device.gamma <= 2);
}

/// The response that W uses towards W*: q- where W > W*.
template <class S>
Matrix<S> towards_minimum(const Responses<S>& at_weight, const Matrix<S>& distance) {
    Matrix<S> used = distance;
    for (Eigen::Index i = 0; i < distance.rows(); ++i)
        used(i, 0) = math::select(S(-distance(i, 0)), S(at_weight.plus(i, 0)), S(at_weight.minus(i, 0)));
    return used;
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "|g⊙F + |g|⊙G|² + |g|²/R_min <= 8F_max (V_0/α + 3αLF_max²σ²) at K = 1, V_0 = f(Wbar) - f*";
        info.hypotheses.insert(info.hypotheses.end(), {"W = W*", "α <= 1/(4 L F_max)"});
        info.status = "the constant of O(√(σ²L/K)) is not given; with that of the theorem false for every α and γ: ald τ = 1, "
                      "f = w²/2, W = 0, P = 31/32, α = 1/4, no noise: 1024/63 > 16 times g²";
        info.flaw = "it rests on (87), whose metric has |g|²/R_min where the descent gives R_min|g|² (from (88) to (90)); besides, (133) absorbs "
                    "24F_max σ² L_S² times the metric without asking for this factor to be below 1: σ does not occur in the condition on γ";
        info.expected = Verdict::falsified;
        return info;
    }
    static rc::Gen<Instance> instances() {
        return adjusted_arrays(arrays(true), [](Source& source, ArrayInstance& i) {
            centre(source, i);
            i.device = i.residual_device;
            for (double& weight : i.weight) weight = source.within(i.device.tau);
            if (source.chance(0.5)) i.noise.clear(), i.odds.clear();
            i.minimum = i.weight;
            i.alpha /= std::max(largest_symmetric_part(*make_response<double>(i.device)),
                                largest_symmetric_part(*make_response<double>(i.residual_device)));
        });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.require("G(0) = 0", centred(instance.device) && centred(instance.residual_device))) return;
        if (!checks.require("W = W*", instance.weight == instance.minimum)) return;
        ArrayState<S> state(instance);
        state.share_largest_part();
        const S &alpha = state.alpha, &high = state.smoothness, &largest = state.largest_part;
        if (!checks.require("W in range", S(0), smallest_margin(state.device, state.weight))) return;
        if (!checks.require("P in range", S(0), smallest_margin(state.residual_device, state.residual))) return;
        const auto r = responses_at(state.residual_device, state.residual);
        const S smallest = r.smallest_product();
        if (!checks.require("R(P) > 0", !ScalarTraits<S>::less_equal(smallest, S(0)))) return;
        if (!checks.require("α <= 1/(4 L F_max)", S(S(4) * high * largest * alpha), S(1))) return;
        const ResidualLearning<S> algorithm(state.weight, state.residual, state.device, state.residual_device, alpha,
                                            state.beta, state.gamma);
        const Matrix<S> g = state.objective.gradient(algorithm.point());
        const Noise<S> gradient_noise = state.noise_at(algorithm.point());
        const S value = state.objective.value(algorithm.point());
        const S realised = r.realised_norm_sq(Matrix<S>(-g)), weighted = squared_norm(g) / smallest;
        const S initial = S(8) * largest * value / alpha;
        const S noise = S(24) * largest * alpha * high * math::square(largest) * gradient_noise.variance;
        if (checks.transcribes()) {
            show_device(instance.residual_device, "P", checks);
            show_objective(instance, state, checks);
            show_noise(instance, gradient_noise, checks);
            checks.show("F_max", "[sup F over both ranges]", largest);
            checks.show("α", "given", alpha);
            checks.show("γ", "given", state.gamma);
            checks.show("W", "given", state.weight);
            checks.show("P", "given", state.residual);
            checks.show("g", "∇f(W + γP)", g);
            show_responses(instance.residual_device, r, "P", checks);
            checks.show("|g⊙F + |g|⊙G|²", "", realised);
            checks.show("|g|²/R_min", "[R_min = min_i R_i]", weighted);
            checks.show("V_0", objective_formula(instance, "(W + γP)"), value);
            checks.show("left side", "[sum of the two]", S(realised + weighted));
            checks.show("8F_max V_0/α", "", initial);
        }
        if (!instance.noise.empty()) checks.show("24αLF_max³σ²", "", noise);
        if (checks.transcribes()) checks.show("right side", "8F_max (V_0/α + 3αLF_max²σ²)", S(initial + noise));
        checks.at_most("first two terms of the metric", S(realised + weighted), S(initial + noise));
        classify(instance, checks);
    }
};

struct Corrected {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement = "E V' <= V - (αγR_min/(8F_max))|g|² - (αγ/(8F_max))|g⊙F+|g|⊙G|² - (αγ³μ²R_min/(32F_max))|e|² - "
                         "(μβ/(8γ)) Σ q_s d² + (73/36)α²γ²L F_max²σ²";
        info.hypotheses.insert(info.hypotheses.end(), {"αγ <= 1/(8 L F_max)", "β = αγ²μR_min/(18F_max²)", "q_W > 0",
                                                       "γ² >= 216F_max²σ²L_S²/(μ²R_min q_W)"});
        info.constants.insert(info.constants.end(), {"V = f(Wbar) - f* + (μ/4)|d|²",
                                                     "q_s the response of W towards W*, q_W = min q_s",
                                                     "L_S: s(P) <= L_S²|P|²"});
        info.status = "holds; with G(0) = -c ≠ 0 the noise holds P = 0, g = cσ at rest for every α, so that an error remains";
        return info;
    }
    static rc::Gen<Instance> instances() {
        return adjusted_arrays(arrays(false), [](Source& source, ArrayInstance& i) {
            centre(source, i);
            const double largest = std::max(largest_symmetric_part(*make_response<double>(i.device)),
                                            largest_symmetric_part(*make_response<double>(i.residual_device)));
            i.alpha /= largest * i.gamma;
            // At rest, at W*, or anywhere.
            const int place = source.integer(0, 2);
            if (place < 2) i.minimum = i.weight;
            if (place == 0) i.residual.assign(i.residual.size(), 0);
            // The noise is made as small as γ asks for.
            const ArrayState<double> state(i);
            const Matrix<double> distance = state.weight - state.objective.minimum();
            const double used = towards_minimum(responses_at(state.device, state.weight), distance).minCoeff();
            const double product = responses_at(state.residual_device, state.residual).smallest_product();
            const double allowed = std::max(product * used, 0.0) *
                                   std::pow(i.gamma * state.objective.convexity() /
                                                (largest * asymmetry_slope<double>(i.residual_device)), 2) / 216;
            const double share = source.chance(0.5) ? 1 - 0x1p-20 : source.log_uniform(0.1, 1);
            const double variance = state.noise_at(Matrix<double>(state.weight + i.gamma * state.residual)).variance;
            if (variance > 0) scale_noise(i, share * std::sqrt(allowed / variance));
        });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.require("G(0) = 0", centred(instance.residual_device))) return;
        ArrayState<S> state(instance);
        state.share_largest_part();
        const S low = state.objective.convexity();
        const Noise<S> noise = state.noise_at(Matrix<S>(state.weight + state.gamma * state.residual));
        const S& variance = noise.variance;
        const S &alpha = state.alpha, &gamma = state.gamma, &largest = state.largest_part;
        const S rate = alpha * gamma;
        if (!checks.require("W in range", S(0), smallest_margin(state.device, state.weight))) return;
        if (!checks.require("P in range", S(0), smallest_margin(state.residual_device, state.residual))) return;
        const auto r = responses_at(state.residual_device, state.residual);
        const S smallest = r.smallest_product();
        if (!checks.require("R(P) > 0", !ScalarTraits<S>::less_equal(smallest, S(0)))) return;
        const Matrix<S> minimum = state.objective.minimum(), distance = state.weight - minimum;
        const Matrix<S> used = towards_minimum(responses_at(state.device, state.weight), distance);
        S least = used(0, 0);
        for (Eigen::Index i = 1; i < used.rows(); ++i) least = math::min(least, S(used(i, 0)));
        if (!checks.require("q_W > 0", !ScalarTraits<S>::less_equal(least, S(0)))) return;
        if (!checks.require("αγ <= 1/(8 L F_max)", S(S(8) * state.smoothness * largest * rate), S(1))) return;
        const S slope = asymmetry_slope<S>(instance.residual_device);
        if (!checks.require("γ² >= 216F_max²σ²L_S²/(μ²R_min q_W)", S(S(216) * variance * math::square(S(largest * slope))),
                            S(math::square(S(gamma * low)) * smallest * least))) return;

        const S beta = rate * gamma * low * smallest / (S(18) * math::square(largest));
        const ResidualLearning<S> algorithm(state.weight, state.residual, state.device, state.residual_device, alpha, beta,
                                            gamma);
        const auto lyapunov = [&](const ResidualLearning<S>& at) {
            return S(state.objective.value(at.point()) + low / S(4) * squared_norm(Matrix<S>(at.array(0) - minimum)));
        };
        const Matrix<S> g = state.objective.gradient(algorithm.point()), error = state.residual + distance / gamma;
        const S expected_next = noise.expectation(
            [&](const Matrix<S>& epsilon) { return lyapunov(stepped(algorithm, g, epsilon, state.silence)); });
        const S promised = rate / (S(8) * largest) * (smallest * squared_norm(g) + r.realised_norm_sq(Matrix<S>(-g))) +
                           rate * math::square(S(gamma * low)) * smallest / (S(32) * largest) * squared_norm(error) +
                           low * beta / (S(8) * gamma) * weighted_norm_sq(used, distance);
        const S cost = math::ratio<S>(73, 36) * math::square(S(rate * largest)) * state.smoothness * variance;
        checks.at_most("E V' - V plus the promised descent, against the cost of noise",
                       expected_next - lyapunov(algorithm) + promised, cost, state.scale());
        classify(instance, checks);
    }
};

}  // namespace

std::vector<Claim> residual_exact_convergence() { return {make_claim<Published>(), make_claim<Corrected>()}; }

}  // namespace aimcert
