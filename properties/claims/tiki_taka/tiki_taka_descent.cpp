// Claim   W' = U(W, -αP), P = P_{k+1}, g = ∇f(W), dW = W'-W, om = W/τ, r = |om|_inf, C = τ√D/σ (any C > 0 will do):
//           f(W') <= f - (αC/2)|g|² - (1/(2αC) - L/2)|dW|² + (α/C)|P-Cg|² + X|P|²;
//           published  X = α;   corrected  X = αr²/C = ασr²/(τ√D);
//           derived    f(W') <= f - (αC(1-r)/2)|g|² - (α/(2C))(1-αCL(1+r)) Σ d_i P_i² + (α(1+r)/(2C))|P-Cg|²,
//                      d_i = 1 + sgn(P_i) om_i, without a term in |P|².
// Source  EX Lemma 8.
// Why     With e = αC: <g,dW> = -(e/2)|g|² - |dW|²/(2e) + |dW+eg|²/(2e) and dW + eg = -α((P-Cg) + |P|⊙om). The
//         published last term has no unit of f; it follows where σr² <= τ√D. Derived: dW_i = -α d_i P_i with
//         g_i P_i = (C/2)g_i² + P_i²/(2C) - (P_i-Cg_i)²/(2C) and |dW|² <= α²(1+r) Σ d_i P_i².
// Sides   The descent is moved to the left, so that the right-hand side is the cost of P ≠ Cg.

#include "core/optimizer/tiki_taka.hpp"
#include "properties/array/tiki_taka.hpp"
#include "properties/array/transcript.hpp"

namespace aimcert {
namespace {

enum class Which { published, corrected, derived };

ClaimInfo common_info() {
    return {.id = "tiki_taka_descent",
            .statement = "",
            .hypotheses = {"one asymmetric linear device for W and P, w0 = 0", "|W|_inf = rτ <= τ"},
            .constants = {"C = τ√D/σ, σ/√D the γ of the instance"},
            .source = "EX Lemma 8",
            .relation = Relation::at_most,
            .status = "",
            .cases = 8000};
}

rc::Gen<ArrayInstance> steps(Which which) {
    return adjusted_arrays(array_instances({.objectives = all_objectives, .noisy = false}), [=](Source& source, ArrayInstance& i) {
        i.device = {.response = "ald", .tau = which == Which::published ? 1 : source.range()};
        i.residual_device = i.device;
        const double tau = i.device.tau;
        // Equal curvatures, P a little off Cg such that the bound is attained, at rest, or anything.
        const int place = source.integer(0, 3);
        const double high = ArrayObjective<double>(i).smoothness();
        i.gamma = high * tau * source.log_uniform(0.01, 10);
        const double target = tau / i.gamma;
        i.alpha = source.log_uniform(0.001, 2) / (target * high);
        if (place > 0) make_quadratic(i, Numbers(i.weight.size(), high));
        const double share = source.chance(0.5) ? 1 : source.uniform(0, 2);
        for (std::size_t d = 0; d < i.weight.size(); ++d) {
            i.weight[d] = source.within(tau);
            i.residual[d] = source.within(tau);
            if (place == 2 && source.chance(0.7)) i.residual[d] = std::copysign(i.residual[d], i.weight[d]);
            i.minimum[d] = i.weight[d] + source.within(tau);
            if (place == 2) i.minimum[d] = i.weight[d];
            if (place == 1)
                i.minimum[d] = i.weight[d] -
                               (i.residual[d] - share * std::abs(i.residual[d]) * i.weight[d] / tau) / (target * high);
        }
    });
}

template <class S>
void compare(const ArrayInstance& instance, Checks<S>& checks, Which which) {
    if (!checks.applies("one asymmetric linear device", one_device(instance))) return;
    const ArrayState<S> state(instance);
    const S tau = math::constant<S>(instance.device.tau);
    const S &alpha = state.alpha, &high = state.smoothness;
    const Matrix<S>& p = state.residual;
    if (!checks.require("|W|_inf <= τ", max_abs(state.weight), tau)) return;
    if (which == Which::published) {
        if (!checks.require("|P|_inf <= τ", max_abs(p), tau)) return;
        if (!checks.require("α|P|_inf <= τ", S(alpha * max_abs(p)), tau)) return;
    }
    const S target = tau / state.gamma, r = max_abs(state.weight) / tau;

    // A step without gradient leaves P and moves W by it.
    const TikiTaka<S> before(state.weight, p, state.device, state.residual_device, alpha, state.beta),
        after = stepped(before, state.silence, state.silence, state.silence);
    const Matrix<S> g = state.objective.gradient(state.weight), move = after.point() - before.point();
    const S miss = squared_norm(Matrix<S>(p - target * g));
    S descent, cost;
    const S value = state.objective.value(before.point()), next = state.objective.value(after.point());
    if (checks.transcribes()) {
        show_device(instance.device, "", checks);
        show_objective(instance, state, checks);
        checks.show("σ/√D", "given", state.gamma);
        checks.show("C", "τ√D/σ", target);
        checks.show("α", "given", alpha);
        checks.show("W", "given", before.point());
        checks.show("P", "given", p);
        checks.show("g", gradient_formula(instance, "W"), g);
        checks.show("W'", "W - αP - α|P|⊙W/τ", after.point());
        checks.show("dW", "W' - W", move);
        checks.show("f(W)", objective_formula(instance, "W"), value);
        checks.show("f(W')", objective_formula(instance, "W'"), next);
    }
    if (which == Which::derived) {
        S realised(0);  // Σ d_i P_i²
        for (Eigen::Index i = 0; i < p.rows(); ++i) realised += S(-move(i, 0)) * S(p(i, 0)) / alpha;
        descent = alpha * target * (S(1) - r) / S(2) * squared_norm(g) +
                  alpha / (S(2) * target) * (S(1) - alpha * target * high * (S(1) + r)) * realised;
        cost = alpha * (S(1) + r) / (S(2) * target) * miss;
    } else {
        const S unit = which == Which::published ? S(1) : S(math::square(r) / target);
        if (checks.transcribes()) {
            checks.show("(αC/2)|g|²", "", S(alpha * target / S(2) * squared_norm(g)));
            checks.show("(1/(2αC) - L/2)|dW|²", "", S((S(1) / (S(2) * alpha * target) - high / S(2)) * squared_norm(move)));
            checks.show("(α/C)|P-Cg|²", "", S(alpha / target * miss));
            checks.show(which == Which::published ? "α|P|²" : "(αr²/C)|P|²", "", S(alpha * unit * squared_norm(p)));
        }
        descent = alpha * target / S(2) * squared_norm(g) +
                  (S(1) / (S(2) * alpha * target) - high / S(2)) * squared_norm(move);
        cost = alpha / target * miss + alpha * unit * squared_norm(p);
    }
    const S reach = max_abs(before.point()) + max_abs(after.point()) + max_abs(state.objective.minimum());
    const S scale = math::square(reach) * (high + alpha * target * math::square(high)) +
                    alpha / target * math::square(max_abs(p));
    if (checks.transcribes()) {
        checks.show("left side", "f(W') - f(W) + (αC/2)|g|² + (1/(2αC) - L/2)|dW|²", S(next - value + descent));
        checks.show("right side", "[sum of the last two]", cost);
    }
    checks.at_most("f(W') - f plus the descent against the cost of P ≠ Cg", S(next - value + descent), cost,
                   S(math::whole<S>(p.rows()) * scale));
    classify(instance, checks);
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "f(W') <= f - (αC/2)|g|² - (1/(2αC) - L/2)|dW|² + (α/C)|P-Cg|² + α|P|²";
        info.hypotheses.push_back("|P|_inf <= τ, α|P|_inf <= τ (not stated in the paper; they keep W' in the range)");
        info.status = "false unless σr² <= τ√D: τ = 1, σ = L = 8, W* = 0, W = 1/2, P = 1, α = 1/8: 25/64 > 17/64";
        info.flaw = "the last step replaces (α/C) ||P|⊙W/τ|² <= (ασr²/(τ√D))|P|² by α|P|², which presumes σ r² <= τ√D; the two sides do not even "
                    "have the same unit";
        info.expected = Verdict::falsified;
        return info;
    }
    static rc::Gen<Instance> instances() { return steps(Which::published); }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        compare(instance, checks, Which::published);
    }
};

struct Corrected {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement = "f(W') <= f - (αC/2)|g|² - (1/(2αC) - L/2)|dW|² + (α/C)|P-Cg|² + (ασr²/(τ√D))|P|²";
        info.status = "holds; attained where all curvatures are L, |W_i| = rτ and P-Cg = |P|⊙om";
        return info;
    }
    static rc::Gen<Instance> instances() { return steps(Which::corrected); }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        compare(instance, checks, Which::corrected);
    }
};

struct Derived {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::derived;
        info.statement = "f(W') <= f - (αC(1-r)/2)|g|² - (α/(2C))(1-αCL(1+r)) Σ d_i P_i² + (α(1+r)/(2C))|P-Cg|²";
        info.constants.push_back("d_i = 1 + sgn(P_i) W_i/τ");
        info.status = "holds; attained where g = 0, all curvatures are L and W_i = rτ sgn(P_i)";
        return info;
    }
    static rc::Gen<Instance> instances() { return steps(Which::derived); }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        compare(instance, checks, Which::derived);
    }
};

}  // namespace

std::vector<Claim> tiki_taka_descent() {
    return {make_claim<Published>(), make_claim<Corrected>(), make_claim<Derived>()};
}

}  // namespace aimcert
