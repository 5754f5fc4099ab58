#include "core/optimizer/analog_sgd.hpp"
#include "core/optimizer/digital_sgd.hpp"
#include "core/optimizer/residual_learning.hpp"
#include "core/optimizer/residual_learning_v2.hpp"
#include "core/optimizer/tiki_taka.hpp"
#include "core/pipeline/asynchronous.hpp"
#include "core/pipeline/synchronous.hpp"
#include "proofs-checks/emission/entries.hpp"
#include "proofs-checks/emission/graph.hpp"
#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {
namespace {

using E = Expression;

E v(const char* name) { return E::variable(name); }
Matrix<E> single(const E& entry) { return Matrix<E>::Constant(1, 1, entry); }

/// Shifted linear devices: the simplest whose F and G are both functions of the weight.
AnyResponse<E> device(const char* tau, const char* c) { return ShiftedLinearResponse<E>{v(tau), v(c)}; }

/// One weight after one gradient g and read noise n.
template <class O>
O after_one_step(O optimizer) {
    optimizer.accumulate(single(v("g")), E(1));
    optimizer.finish(single(v("n")));
    return optimizer;
}

void record_optimizers(std::vector<Formula>& formulas) {
    const Matrix<E> w = single(v("w")), p = single(v("p"));
    const auto add = [&](const char* name, std::initializer_list<const char*> names, const Matrix<E>& matrix) {
        formulas.push_back({name, scalar_inputs(names), matrix(0, 0)});
    };
    add("analog_sgd", {"tau", "c", "alpha", "w", "g"},
        after_one_step(AnalogSgd<E>(w, device("tau", "c"), v("alpha"))).point());
    add("digital_sgd", {"alpha", "w", "g"}, after_one_step(DigitalSgd<E>(w, v("alpha"))).point());

    const auto tiki_taka =
        after_one_step(TikiTaka<E>(w, p, device("tau", "c"), device("tau_p", "c_p"), v("alpha"), v("beta")));
    add("tiki_taka_residual", {"tau_p", "c_p", "beta", "p", "g"}, tiki_taka.array(1));
    add("tiki_taka_main", {"tau", "c", "tau_p", "c_p", "alpha", "beta", "w", "p", "g", "n"}, tiki_taka.array(0));

    const auto residual = after_one_step(ResidualLearning<E>(w, p, device("tau", "c"), device("tau_p", "c_p"), v("alpha"),
                                                             v("beta"), v("gamma")));
    add("residual_array", {"tau_p", "c_p", "alpha", "p", "g"}, residual.array(1));
    add("residual_main", {"tau", "c", "tau_p", "c_p", "alpha", "beta", "w", "p", "g", "n"}, residual.array(0));
    add("residual_point", {"tau", "c", "tau_p", "c_p", "alpha", "beta", "gamma", "w", "p", "g", "n"}, residual.point());

    const auto second = after_one_step(ResidualLearningV2<E>(w, p, device("tau", "c"), device("tau_p", "c_p"), v("alpha"),
                                                             v("beta"), v("gamma"), v("granularity")));
    add("residual_v2_buffer", {"tau_p", "c_p", "alpha", "beta", "p", "g", "n"}, second.buffer());
    add("residual_v2_main", {"tau", "c", "tau_p", "c_p", "alpha", "beta", "granularity", "w", "p", "g", "n"},
        second.array(0));
}

/// M = 3 layers of one neuron on asymmetric linear devices.
const Architecture chain{{Activation::tanh, Activation::tanh, Activation::tanh}, Loss::half_squared_error};

Weights<E> chain_weights(const std::string& name) {
    Weights<E> weights;
    for (std::size_t m = 0; m < chain.layers(); ++m) weights.push_back(single(entry(name, m)));
    return weights;
}
Sample<E> sample(const char* x, const char* y) { return {Vector<E>::Constant(1, v(x)), Vector<E>::Constant(1, v(y))}; }
AnyResponse<E> ald() { return AsymmetricLinearResponse<E>{v("tau")}; }

/// Weights under names of their own, so that what follows is a formula in them whatever they came from.
void rename(const Weights<E>& weights, const std::string& name, Names& names) {
    for (std::size_t m = 0; m < weights.size(); ++m) names.emplace(&weights[m](0, 0).node(), entry(name, m));
}

/// W_3 of the asynchronous pipeline from W_0, W_1 and W_2.
void record_asynchronous(std::vector<Formula>& formulas) {
    AsynchronousPipeline<E> pipeline(chain, chain_weights("W0"), ald(), v("alpha"));
    Names names;
    pipeline.step(sample("x0", "y0"));
    const Weights<E> first = pipeline.weights().current();
    rename(first, "W1", names);
    pipeline.step(sample("x1", "y1"));
    const Weights<E> second = pipeline.weights().current();
    rename(second, "W2", names);
    pipeline.step(sample("x", "y"));
    const Weights<E> third = pipeline.weights().current();
    for (std::size_t m = 0; m < chain.layers(); ++m)
        formulas.push_back({"asynchronous_" + std::to_string(m),
                            {{"W0", 1}, {"W1", 1}, {"W2", 1}, {"tau"}, {"alpha"}, {"x"}, {"y"}},
                            renamed(third[m](0, 0), names)});
}

/// W_{k,2} = W_{k+1} of a mini-batch of two.
void record_synchronous(std::vector<Formula>& formulas) {
    SynchronousTraining<E> training(chain, chain_weights("W"), ald(), v("alpha"), 2);
    training.accumulate(sample("x0", "y0"));
    const Weights<E> first = training.accumulated();
    Names names;
    rename(first, "between", names);
    training.accumulate(sample("x1", "y1"));
    training.commit();
    for (std::size_t m = 0; m < chain.layers(); ++m) {
        const std::string layer = std::to_string(m);
        formulas.push_back({"synchronous_first_" + layer, {{"W", 1}, {"tau"}, {"alpha"}, {"x0"}, {"y0"}}, first[m](0, 0)});
        formulas.push_back({"synchronous_second_" + layer,
                            {{"W", 1}, {"between", 1}, {"tau"}, {"alpha"}, {"x1"}, {"y1"}},
                            renamed(training.weights()[m](0, 0), names)});
    }
}

}  // namespace

Subject training() {
    Subject subject{.name = "training"};
    record_optimizers(subject.formulas);
    record_asynchronous(subject.formulas);
    record_synchronous(subject.formulas);
    return subject;
}

}  // namespace aimcert::emission
