#pragma once

#include "properties/array/state.hpp"

namespace aimcert {

// Numbers that several claims show on the way to their sides (Checks::show), under the symbols of docs/symbols.md.

/// W_k.
inline std::string at_step(std::string_view symbol, int k) { return std::string(symbol) + "_" + std::to_string(k); }

/// q+ and q- of a family as formulas in the weight `w`.
inline std::pair<std::string, std::string> response_formulas(const DeviceParameters& device, const std::string& w) {
    if (device.response == "ald" && device.w0 == 0) return {"1 - " + w + "/τ", "1 + " + w + "/τ"};
    if (device.response == "ald") return {"1 - (" + w + "-w0)/τ", "1 + (" + w + "-w0)/τ"};
    if (device.response == "linear_step") return {"1 - (" + w + "-w0)/τ_max", "1 - (" + w + "-w0)/τ_min"};
    if (device.response == "shifted_linear") return {"(1+c)(1 - " + w + "/τ)", "(1-c)(1 + " + w + "/τ)"};
    if (device.response == "power") return {"(1 - " + w + "/τ)^n", "(1 + " + w + "/τ)^n"};
    if (device.response == "two_sided_power") return {"(1 - " + w + "/τ_max)^n+", "(1 - " + w + "/τ_min)^n-"};
    if (device.response == "exponential")
        return {"(exp(n(1 - " + w + "/τ)) - 1)/(exp(n) - 1)", "(exp(n(1 + " + w + "/τ)) - 1)/(exp(n) - 1)"};
    if (device.response == "two_sided_exponential")
        return {"(exp(n+(1 - " + w + "/τ_max)) - 1)/(exp(n+) - 1)", "(exp(n-(1 - " + w + "/τ_min)) - 1)/(exp(n-) - 1)"};
    return {"1", "1"};
}

/// The parameters that the device of an array uses, each a number of the instance.
template <class S>
void show_device(const DeviceParameters& device, std::string_view of, Checks<S>& checks) {
    if (!checks.transcribes()) return;
    for (const auto& parameter : parameters_of(device.response)) {
        const std::string_view name = parameter.name;
        const double value = device.*parameter.value;
        if (value == 0) continue;  // w0 = 0 and c = 0 are in the formulas
        const std::string symbol = name == "tau"           ? "τ"
                                   : name == "tau_min"     ? "τ_min"
                                   : name == "tau_max"     ? "τ_max"
                                   : name == "gamma"       ? "n"
                                   : name == "gamma_plus"  ? "n+"
                                   : name == "gamma_minus" ? "n-"
                                                           : std::string(name);
        checks.show(of.empty() ? symbol : symbol + " of " + std::string(of), "given", math::constant<S>(value));
    }
}

/// q±, F, G and q+ q- at the weights `w`.
template <class S>
void show_responses(const DeviceParameters& device, const Responses<S>& r, const std::string& w, Checks<S>& checks) {
    if (!checks.transcribes()) return;
    const auto [plus, minus] = response_formulas(device, w);
    checks.show("q+(" + w + ")", plus, r.plus);
    checks.show("q-(" + w + ")", minus, r.minus);
    checks.show("F(" + w + ")", "(q- + q+)/2", r.symmetric);
    checks.show("G(" + w + ")", "(q- - q+)/2", r.asymmetric);
    checks.show("R(" + w + ")", "q+ q-", r.product);
}

/// W_k = U(W_(k-1), -rate ∇f) as a formula.
inline std::string update_formula(const DeviceParameters& device, const std::string& w, int k, const std::string& rate,
                                  std::string_view gradient = "∇f") {
    const std::string before = at_step(w, k - 1), g = at_step(gradient, k - 1);
    if (device.response == "ideal") return before + " - " + rate + " " + g;
    if (device.response == "ald" && device.w0 == 0)
        return before + " - " + rate + " " + g + " - " + rate + " |" + g + "| " + before + "/τ";
    return before + " - " + rate + " (g⊙F + |g|⊙G) at " + before;
}

/// f as a formula in `w`, which is Wbar, W_k, ...
inline std::string objective_formula(const ArrayInstance& i, const std::string& w) {
    const std::string u = i.mirror.empty() ? w + " - W*" : "Q(" + w + " - W*)";
    if (i.shape == Shape::least_squares) return "mean over n of (a_n·(" + w + " - W*))²/2 + e_n²/2";
    if (i.shape == Shape::softmax_regression) return "mean over n of ln Σ_c exp(W_c·a_n) - W_(y_n)·a_n";
    if (i.weight.size() == 1 && i.shape == Shape::quadratic) return "(L/2)(" + w + " - W*)²";
    const std::string profile = i.shape == Shape::quadratic ? "u_i²/2" : i.shape == Shape::cosine ? "(1 - cos u_i)" : "ln cosh u_i";
    return "Σ_i c_i " + profile + ", u = " + u;
}
inline std::string gradient_formula(const ArrayInstance& i, const std::string& w) {
    if (i.weight.size() == 1 && i.shape == Shape::quadratic) return "L(" + w + " - W*)";
    return "∇f(" + w + ")";
}

/// The curvatures and the minimum of f.
template <class S>
void show_objective(const ArrayInstance& i, const ArrayState<S>& state, Checks<S>& checks) {
    if (!checks.transcribes()) return;
    if (i.weight.size() == 1) {
        checks.show("L", "given", state.smoothness);
    } else if (!is_over_samples(i.shape)) {
        checks.show("c", "given", make_column<S>(i.curvatures));
        if (!i.mirror.empty()) checks.show("v", "given [Q = I - 2vvᵀ/|v|²]", make_column<S>(i.mirror));
        checks.show("L", "max c_i", state.smoothness);
    } else {
        checks.show("L", "given", state.smoothness);
    }
    checks.show("W*", "given", state.objective.minimum());
}

/// The values of the noise, their probabilities and their variance.
template <class S>
void show_noise(const ArrayInstance& i, const Noise<S>& noise, Checks<S>& checks) {
    if (i.noise.empty() || !checks.transcribes()) return;
    for (std::size_t n = 0; n < noise.outcomes.size(); ++n) {
        const int number = static_cast<int>(n) + 1;
        checks.show(at_step("p", number), "given [probability of " + at_step("ε", number) + "]", noise.outcomes[n].probability);
        checks.show(at_step("ε", number), "given", noise.outcomes[n].noise);
    }
    checks.show("σ²", "Σ_n p_n |ε_n|²", noise.variance);
}

#define AIMCERT_TRANSCRIPT_INSTANCES(EXTERN, S)                                                                           \
    EXTERN template void show_device<S>(const DeviceParameters&, std::string_view, Checks<S>&);                           \
    EXTERN template void show_responses<S>(const DeviceParameters&, const Responses<S>&, const std::string&, Checks<S>&); \
    EXTERN template void show_objective<S>(const ArrayInstance&, const ArrayState<S>&, Checks<S>&);                       \
    EXTERN template void show_noise<S>(const ArrayInstance&, const Noise<S>&, Checks<S>&);
AIMCERT_EXTERN_INSTANCES(AIMCERT_TRANSCRIPT_INSTANCES)

}  // namespace aimcert
