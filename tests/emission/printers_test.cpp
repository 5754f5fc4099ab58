#include "proofs-checks/emission/graph.hpp"
#include "proofs-checks/emission/printers.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace aimcert::emission {
namespace {

using E = Expression;
using T = ScalarTraits<E>;

E v(const char* name) { return E::variable(name); }

/// What stands after `:=`.
std::string coq(const E& value) {
    const std::string text = coq_definition({"f", {}, value});
    const std::string head = "Definition code_f : R :=\n  ";
    EXPECT_EQ(text.substr(0, head.size()), head);
    return text.substr(head.size(), text.size() - head.size() - 2);
}

TEST(CoqPrinter, KeepsTheOrderOfOperationsWithTheFewestParentheses) {
    const E a = v("a"), b = v("b"), c = v("c");
    EXPECT_EQ(coq(a - b - c), "a - b - c");
    EXPECT_EQ(coq(a - (b - c)), "a - (b - c)");
    EXPECT_EQ(coq((a + b) * c), "(a + b) * c");
    EXPECT_EQ(coq(a / (b * c)), "a / (b * c)");
    EXPECT_EQ(coq(-(a + b) * c), "(- (a + b)) * c");
}

TEST(CoqPrinter, NamesEveryFunction) {
    const E a = v("a"), b = v("b");
    EXPECT_EQ(coq(T::abs(a - b)), "Rabs (a - b)");
    EXPECT_EQ(coq(T::min(a, T::max(b, E(0)))), "Rmin a (Rmax b 0)");
    EXPECT_EQ(coq(T::expm1(-T::abs(a)) / E(2)), "(exp (- Rabs a) - 1) / 2");
    EXPECT_EQ(coq(T::log1p(a * b)), "ln (1 + a * b)");
    EXPECT_EQ(coq(T::select(a, b, a)), "(if Rlt_dec a 0 then a else b)");
    EXPECT_EQ(coq(T::tanh(T::atan(T::sin(T::cos(T::sqrt(T::exp(a))))))), "tanh (atan (sin (cos (sqrt (exp a)))))");
    EXPECT_EQ(coq(T::fma(a, b + a, E(1))), "a * (b + a) + 1");
    EXPECT_THROW(coq(E::apply("gamma", {a})), std::domain_error);
}

TEST(CoqPrinter, WritesConstantsExactly) {
    EXPECT_EQ(coq(E(-3)), "(-3)");
    EXPECT_EQ(coq(math::constant<E>(0.375)), "(3 / 8)");
    EXPECT_EQ(coq(math::constant<E>(-0.1)), "(-3602879701896397 / 36028797018963968)");
    EXPECT_EQ(coq(math::constant<E>(0x1p70)), "1180591620717411303424");
    EXPECT_THROW(coq(math::constant<E>(HUGE_VAL)), std::domain_error);
}

TEST(CoqPrinter, TakesVectorsAndMatricesAsFunctions) {
    const E product = E::variable("A[0,1]") * E::variable("x[1]");
    EXPECT_EQ(coq_definition({"f", {{"A", 2}, {"x", 1}, {"y", 1}, {"c"}}, T::abs(product)}),
              "Definition code_f (A : nat -> nat -> R) (x y : nat -> R) (c : R) : R :=\n  Rabs (A 0%nat 1%nat * x 1%nat).\n");
}

TEST(CoqPrinter, BindsWhatALargeFormulaUsesAgain) {
    E power = v("a");
    for (int i = 0; i < 6; ++i) power = power * power;
    EXPECT_EQ(coq_definition({"f", {{"a"}}, power}),
              "Definition code_f (a : R) : R :=\n"
              "  let t0 := a * a in\n"
              "  let t1 := t0 * t0 in\n"
              "  let t2 := t1 * t1 in\n"
              "  let t3 := t2 * t2 in\n"
              "  let t4 := t3 * t3 in\n"
              "  t4 * t4.\n");
    for (int i = 0; i < 200; ++i) power = power * power;  // a tree of 2^206 leaves
    EXPECT_LT(coq_definition({"f", {{"a"}}, power}).size(), 10000u);
}

TEST(CoqPrinter, RoundsEveryOperationThatRounds) {
    const E update = v("w") + v("d") * E(1) - T::abs(v("d")) * (v("w") / v("tau"));
    EXPECT_EQ(coq_rounded_definition({"f", {{"tau"}, {"w"}, {"d"}}, update}),
              "Definition code_f (rnd : R -> R) (tau w d : R) : R :=\n"
              "  rnd (rnd (w + rnd (d * 1)) - rnd (Rabs d * rnd (w / tau))).\n");
    const E contraction = contracted(v("a") - v("b") * T::select(v("c"), v("d"), -v("d")));
    EXPECT_EQ(coq_rounded_definition({"f", {{"a"}, {"b"}, {"c"}, {"d"}}, contraction}),
              "Definition code_f (rnd : R -> R) (a b c d : R) : R :=\n"
              "  rnd ((- b) * (if Rlt_dec c 0 then (- d) else d) + a).\n");
    EXPECT_THROW(coq_rounded_definition({"f", {{"a"}}, T::tanh(v("a"))}), std::domain_error);
}

TEST(GappaPrinter, NamesEveryOperationRoundedAndExact) {
    const Formula order{"f", {{"a"}, {"b"}}, T::fma(-v("a"), v("b"), v("a") / (v("b") - T::abs(v("a"))))};
    EXPECT_EQ(gappa_script({order, "a in [0, 1]", "3b-24"}),
              "# f\n"
              "@rnd = float<ieee_32, ne>;\n"
              "a = rnd(a_);\n"
              "b = rnd(b_);\n"
              "r0 = rnd(b - |a|);\n"
              "e0 = b - |a|;\n"
              "r1 = rnd(a / r0);\n"
              "e1 = a / e0;\n"
              "r2 = rnd((-a) * b + r1);\n"
              "e2 = (-a) * b + e1;\n"
              "y = r2;\n"
              "Y = e2;\n"
              "{ a in [0, 1] -> |y - Y| <= 3b-24 }\n");
    EXPECT_THROW(gappa_script({{"f", {{"a"}}, T::select(v("a"), v("a"), v("a"))}, "", ""}), std::domain_error);
}

TEST(SmtPrinter, AsksForAPointWhereTheHypothesesHoldAndTheConclusionsDoNot) {
    const std::vector hypotheses{less(E(0), E::variable("x[1]"))};
    EXPECT_EQ(smt_script(hypotheses, {at_most(T::abs(E::variable("x[1]")), T::max(v("y"), E(-1))), equal(v("y"), v("y"))}, "unsat"),
              "(set-logic QF_NRA)\n"
              "(set-info :status unsat)\n"
              "(declare-const x_1 Real)\n"
              "(declare-const y Real)\n"
              "(define-fun t0 () Real (ite (< x_1 0.0) (- x_1) x_1))\n"
              "(define-fun t1 () Real (ite (<= y (- 1.0)) (- 1.0) y))\n"
              "(assert (< 0.0 x_1))\n"
              "(assert (not (and (<= t0 t1) (= y y))))\n"
              "(check-sat)\n");
    EXPECT_EQ(smt_script(hypotheses, "sat"),
              "(set-logic QF_NRA)\n(set-info :status sat)\n(declare-const x_1 Real)\n(assert (< 0.0 x_1))\n(check-sat)\n");
}

TEST(SmtPrinter, StatesASquareRootByItsSquare) {
    EXPECT_EQ(smt_script({less(T::sqrt(v("x")), E(1))}, "sat"),
              "(set-logic QF_NRA)\n"
              "(set-info :status sat)\n"
              "(declare-const x Real)\n"
              "(declare-const t0 Real)\n"
              "(assert (=> (>= x 0.0) (and (>= t0 0.0) (= (* t0 t0) x))))\n"
              "(assert (< t0 1.0))\n"
              "(check-sat)\n");
    EXPECT_THROW(smt_script({less(T::exp(v("x")), E(1))}, "sat"), std::domain_error);
}

TEST(Graph, ContractsOneProductOfASum) {
    const E a = v("a"), b = v("b"), c = v("c");
    EXPECT_EQ(to_text(contracted(a + b * c)), "fma(b, c, a)");
    EXPECT_EQ(to_text(contracted(b * c - a)), "fma(b, c, -a)");
    EXPECT_EQ(to_text(contracted(a - b * (a + b * c))), "fma(-b, fma(b, c, a), a)");
    EXPECT_EQ(to_text(contracted(T::abs(a + b))), "abs(a + b)");
    EXPECT_THROW(contracted(a * b + b * c), std::domain_error);
}

TEST(Graph, SelectsOneBranchEverywhere) {
    const E choice = T::select(v("s"), v("a"), v("b")), both = choice * T::abs(choice);
    EXPECT_EQ(to_text(selected(both, true)), "a * abs(a)");
    EXPECT_EQ(to_text(selected(both, false)), "b * abs(b)");
}

}  // namespace
}  // namespace aimcert::emission
