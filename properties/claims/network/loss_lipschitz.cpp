// Claim   |∇l(o, y)| <= Lam0 on the reachable set |o| <= X_{M+1}, and |∇l(o, y) - ∇l(o', y)| <= Lam1 |o - o'|.
// Source  AP Lemma 7; constants of theory section 3.
// Why     Squared error: ∇l = o - y. Cross-entropy: ∇l = p - y with a probability vector p and one-hot y, of length at
//         most √((1-p_t)² + (1-p_t)²) <= √2; its Hessian diag(p) - ppᵀ has norm at most 1/2: ⟨v, Hv⟩ is the variance of
//         v under p, at most ((max v - min v)/2)² <= |v|²/2. log-cosh: ∇l = tanh(o - y), entry-wise at most 1, with
//         slope at most 1.

#include "core/instances.hpp"
#include "properties/checks.hpp"
#include "properties/pipeline/aligned_instances.hpp"

namespace aimcert {
namespace {

struct LossLipschitz {
    using Instance = PipelineInstance;

    static ClaimInfo info() {
        return {.id = "loss_lipschitz",
                .form = Form::derived,
                .statement = "|∇l(o,y)| <= Lam0 for |o| <= X_{M+1}; |∇l(o,y) - ∇l(o',y)| <= Lam1 |o - o'|",
                .hypotheses = {"o, o' are outputs of the network on weights that om_m covers", "|y| <= max|y|",
                               "y one-hot for the cross-entropy"},
                .constants = {"Lam0 = X_{M+1} + max|y| (half squared error), √2 (cross-entropy), √n (log-cosh)",
                              "Lam1 = 1, 1/2, 1"},
                .source = "AP Lemma 7",
                .relation = Relation::at_most,
                .status = "both attained by the half squared error, approached by the two others",
                .cases = 4000};
    }

    static rc::Gen<Instance> instances() { return random_and_aligned_instances({.other_weights = true}); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        if (!checks.applies("two weight tuples", !instance.other_weights.empty())) return;
        const auto architecture = architecture_of(instance);
        const auto samples = make_samples<S>(instance);
        const auto weights = make_weights<S>(instance.weights), others = make_weights<S>(instance.other_weights);
        const auto bounds = signal_bounds(
            architecture, box_spectral_bounds(weights, math::max(max_abs(weights), max_abs(others))), samples);
        Signals<S> at(weights), other(weights);
        for (const auto& sample : samples) {
            forward_backward(architecture, weights, sample, at);
            forward_backward(architecture, others, sample, other);
            checks.at_most("|∇l|", norm(at.loss_gradient), bounds.loss_gradient);
            checks.at_most("|∇l'|", norm(other.loss_gradient), bounds.loss_gradient);
            // A gradient is a difference of outputs (softmax: of probabilities) and targets, and is rounded like them.
            const S probability(instance.loss == Loss::softmax_cross_entropy ? 1 : 0);
            const S terms = math::max(probability, math::max(norm(at.output()), norm(sample.target)));
            checks.at_most("|∇l - ∇l'|", norm(at.loss_gradient - other.loss_gradient),
                           S(bounds.loss_smoothness * norm(at.output() - other.output())),
                           math::max(norm(at.loss_gradient), terms));
        }
        checks.label(name_of(loss_names, instance.loss));
        if (instance.weights != instance.other_weights) checks.label("two outputs");
    }
};

}  // namespace

std::vector<Claim> loss_lipschitz() { return {make_claim<LossLipschitz>()}; }

}  // namespace aimcert
