#include "proofs-checks/emission/formula.hpp"

namespace aimcert::emission {

Comparison at_most(Expression left, Expression right) {
    return {std::move(left), Comparison::Relation::at_most, std::move(right)};
}
Comparison less(Expression left, Expression right) {
    return {std::move(left), Comparison::Relation::less, std::move(right)};
}
Comparison equal(Expression left, Expression right) {
    return {std::move(left), Comparison::Relation::equal, std::move(right)};
}

}  // namespace aimcert::emission
