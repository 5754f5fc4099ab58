// Trains a one-layer asynchronous pipeline for a step with the installed library. By hand: w = 1/2, x = 1, y = 1,
// alpha = 1/2, tau = 1: z = 1/2, delta = -1/2, gradient -1/2, w' = 1/2 + 1/4 - 1/4 * 1/2 = 5/8.
#include <core/instances.hpp>

#include <iostream>

int main() {
    using namespace aimcert;
    const Weights<Rational> initial{Matrix<Rational>::Constant(1, 1, Rational(1, 2))};
    AsynchronousPipeline<Rational> pipeline({{Activation::identity}, Loss::half_squared_error}, initial,
                                            AsymmetricLinearResponse<Rational>{Rational(1)}, Rational(1, 2));
    pipeline.step({Vector<Rational>::Constant(1, Rational(1)), Vector<Rational>::Constant(1, Rational(1))});
    const Rational w = pipeline.weights().current(0)(0, 0);
    std::cout << w << '\n';
    return w == Rational(5, 8) ? 0 : 1;
}
