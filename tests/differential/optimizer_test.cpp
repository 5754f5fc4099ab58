#include "core/optimizer/analog_sgd.hpp"
#include "core/optimizer/digital_sgd.hpp"
#include "core/optimizer/residual_learning.hpp"
#include "core/optimizer/residual_learning_v2.hpp"
#include "core/optimizer/tiki_taka.hpp"
#include "properties/array/generator.hpp"
#include "properties/array/objective.hpp"
#include "reference/optimizer.hpp"
#include "tests/differential/compare.hpp"
#include "tests/differential/reference_instance.hpp"

namespace aimcert::differential {
namespace {

template <class S>
class Optimizers : public ::testing::Test {};
TYPED_TEST_SUITE(Optimizers, Scalars, ScalarName);

constexpr int steps = 3;
/// Increments below this stay in the buffer of the second version.
constexpr double granularity = 0x1p-6;

/// Steps of every algorithm on the same gradients: the outcomes of the noise, else the minimum. The first residual is
/// what the reads are noisy by.
struct StepsOfEveryAlgorithm {
    static const Numbers& gradient_of(const ArrayInstance& i, int step) {
        return i.noise.empty() ? i.minimum : i.noise[static_cast<std::size_t>(step) % i.noise.size()];
    }

    template <class S>
    static void core(const ArrayInstance& i, Quantities<S>& q) {
        const auto device = *make_response<S>(i.device), residual_device = *make_response<S>(i.residual_device);
        const Matrix<S> weight = make_column<S>(i.weight), residual = make_column<S>(i.residual);
        const S alpha = math::constant<S>(i.alpha), beta = math::constant<S>(i.beta), gamma = math::constant<S>(i.gamma);
        const auto follow = [&](auto optimizer) {
            for (int k = 0; k < steps; ++k) {
                optimizer.accumulate(make_column<S>(gradient_of(i, k)), S(1));
                optimizer.finish(residual);
                const std::string name = std::string(optimizer.name) + " after " + std::to_string(k + 1);
                q.add(name + ": point", optimizer.point());
                for (std::size_t a = 0; a < optimizer.array_names.size(); ++a)
                    q.add(name + ": " + std::string(optimizer.array_names[a]), optimizer.array(a));
                if constexpr (requires { optimizer.buffer(); }) q.add(name + ": H", optimizer.buffer());
            }
        };
        follow(DigitalSgd<S>(weight, alpha));
        follow(AnalogSgd<S>(weight, device, alpha));
        follow(TikiTaka<S>(weight, residual, device, residual_device, alpha, beta));
        follow(ResidualLearning<S>(weight, residual, device, residual_device, alpha, beta, gamma));
        follow(ResidualLearningV2<S>(weight, residual, device, residual_device, alpha, beta, gamma,
                                     math::constant<S>(granularity)));
    }

    static void reference(const ArrayInstance& i, ReferenceQuantities& q) {
        using reference::Arrays;
        const auto device = reference_device(i.device), residual_device = reference_device(i.residual_device);
        const reference::Vector read_noise = reference_vector(i.residual);
        const Real alpha = i.alpha, beta = i.beta, gamma = i.gamma;
        const auto add = [&](const std::string& name, const reference::Vector& v) {
            for (std::size_t d = 0; d < v.size(); ++d) q.add(name + "[" + std::to_string(d) + "][0]", v[d]);
        };
        const auto follow = [&](const std::string& algorithm, bool two, bool of_residual, const auto& step) {
            Arrays arrays{reference_vector(i.weight), reference_vector(i.residual), reference::Vector(i.weight.size(), Real(0))};
            for (int k = 0; k < steps; ++k) {
                arrays = step(arrays, reference_vector(gradient_of(i, k)));
                const std::string name = algorithm + " after " + std::to_string(k + 1);
                add(name + ": point", of_residual ? reference::residual_point(arrays, gamma) : arrays.weight);
                add(name + ": W", arrays.weight);
                if (two) add(name + ": P", arrays.residual);
                if (algorithm == "residual_learning_v2") add(name + ": H", arrays.buffer);
            }
        };
        follow("digital_sgd", false, false, [&](const Arrays& a, const reference::Vector& g) { return reference::digital_sgd(a, g, alpha); });
        follow("analog_sgd", false, false, [&](const Arrays& a, const reference::Vector& g) { return reference::analog_sgd(device, a, g, alpha); });
        follow("tiki_taka", true, false, [&](const Arrays& a, const reference::Vector& g) {
            return reference::tiki_taka(device, residual_device, a, g, read_noise, alpha, beta);
        });
        follow("residual_learning", true, true, [&](const Arrays& a, const reference::Vector& g) {
            return reference::residual_learning(device, residual_device, a, g, read_noise, alpha, beta);
        });
        follow("residual_learning_v2", true, true, [&](const Arrays& a, const reference::Vector& g) {
            return reference::residual_learning_v2(device, residual_device, a, g, read_noise, alpha, beta, granularity);
        });
    }
};

/// Devices whose responses are defined beyond their range, which a read noise may leave.
TYPED_TEST(Optimizers, StepLikeTheReference) {
    const std::vector<std::string> linear{"ideal", "ald", "linear_step", "shifted_linear"};
    expect_agreement<StepsOfEveryAlgorithm, TypeParam>(array_instances({.devices = linear, .residual_devices = linear}), 150);
}

}  // namespace
}  // namespace aimcert::differential
