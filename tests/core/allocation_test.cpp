#include "core/pipeline/asynchronous.hpp"
#include "core/pipeline/synchronous.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

// Counts every allocation of this program: operator new and Eigen both end in malloc. The address sanitizer needs malloc
// for itself.
#define AIMCERT_COUNTS_ALLOCATIONS 1
#ifdef __SANITIZE_ADDRESS__
#undef AIMCERT_COUNTS_ALLOCATIONS
#define AIMCERT_COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#undef AIMCERT_COUNTS_ALLOCATIONS
#define AIMCERT_COUNTS_ALLOCATIONS 0
#endif
#endif

namespace {
std::size_t allocations = 0;
}

#if AIMCERT_COUNTS_ALLOCATIONS
extern "C" void* __libc_malloc(std::size_t size) noexcept;
extern "C" void* malloc(std::size_t size) noexcept {
    ++allocations;
    return __libc_malloc(size);
}
#endif

namespace aimcert {
namespace {

template <class Step>
std::size_t allocations_of(const Step& step) {
    const std::size_t before = allocations;
    step();
    return allocations - before;
}

template <class S>
class Allocations : public testing::Test {
protected:
    Weights<S> weights = {Matrix<S>::Constant(9, 17, S(0.1)), Matrix<S>::Constant(6, 9, S(-0.1)),
                          Matrix<S>::Constant(3, 6, S(0.2))};
    Architecture architecture{{Activation::tanh, Activation::arctan, Activation::identity}, Loss::softmax_cross_entropy};
    Sample<S> sample{Vector<S>::Constant(17, S(0.2)), Vector<S>::Unit(3, 1)};
    std::vector<AnyResponse<S>> devices = {IdealResponse<S>{}, AsymmetricLinearResponse<S>{S(1)},
                                           PowerResponse<S>{S(1), 2}};

    void SetUp() override {
        if (!AIMCERT_COUNTS_ALLOCATIONS) GTEST_SKIP() << "allocations cannot be counted under the address sanitizer";
    }
};
using Floats = testing::Types<float, double>;
TYPED_TEST_SUITE(Allocations, Floats);

TYPED_TEST(Allocations, AreCountedForMatricesAndForNew) {
    using S = TypeParam;
    Matrix<S> matrix;
    EXPECT_EQ(allocations_of([&] { matrix.resize(9, 17); }), 1u);
    std::vector<int> numbers;
    EXPECT_EQ(allocations_of([&] { numbers.resize(100); }), 1u);
}

TYPED_TEST(Allocations, AFusedUpdateMakesNoneAfterItsFirstCall) {
    using S = TypeParam;
    const Vector<S> delta = Vector<S>::Constant(9, S(0.3));
    const Matrix<S> gradient = Matrix<S>::Constant(9, 17, S(0.3));
    Vector<S> scratch;
    Matrix<S> next;
    const auto all_updates = [&] {
        rank_one_update(this->weights[0], next, delta, this->sample.input, 1, 1, scratch);
        monitored_rank_one_update(this->weights[0], next, delta, this->sample.input, 1, 1, scratch);
        dense_update(this->weights[0], next, gradient, 1, 1);
        monitored_dense_update(this->weights[0], next, gradient, 1, 1);
        rank_one_update(PowerResponse<S>{S(1), 2}, this->weights[0], next, delta, this->sample.input, 1, scratch);
        dense_update(PowerResponse<S>{S(1), 2}, this->weights[0], next, gradient, 1);
    };
    EXPECT_EQ(allocations_of(all_updates), 2u) << "next and scratch";
    EXPECT_EQ(allocations_of(all_updates), 0u);
}

TYPED_TEST(Allocations, AnAsynchronousStepMakesNoneAfterTheFirst) {
    for (const auto& device : this->devices)
        for (const bool monitored : {false, true}) {
            AsynchronousPipeline<TypeParam> pipeline(this->architecture, this->weights, device, TypeParam(0.01));
            pipeline.step(this->sample, monitored);
            EXPECT_EQ(allocations_of([&] { pipeline.step(this->sample, monitored); }), 0u);
        }
}

TYPED_TEST(Allocations, ASynchronousStepMakesNoneAfterTheFirst) {
    for (const auto& device : this->devices)
        for (const bool monitored : {false, true}) {
            SynchronousTraining<TypeParam> training(this->architecture, this->weights, device, TypeParam(0.01), 2);
            const auto mini_batch = [&] {
                training.accumulate(this->sample, monitored);
                training.accumulate(this->sample, monitored);
                training.commit();
            };
            mini_batch();
            EXPECT_EQ(allocations_of(mini_batch), 0u);
        }
}

}  // namespace
}  // namespace aimcert
