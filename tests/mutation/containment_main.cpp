// Runs the containment tests that are linked into this mutant. Exit status 0: caught, one of them fails; 1: survived.

#include <gtest/gtest.h>

#include <cstdio>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    testing::GTEST_FLAG(filter) = "DoubleIntervalContains*";
    auto& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    const bool sound = RUN_ALL_TESTS() == 0;
    const auto& tests = *testing::UnitTest::GetInstance();
    std::printf("%d of %d containment tests fail%s\n", tests.failed_test_count(), tests.test_to_run_count(), sound ? "; survived" : "");
    return sound ? 1 : 0;
}
