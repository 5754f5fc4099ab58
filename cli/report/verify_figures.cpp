#include "cli/report/verify_figures.hpp"

#include "cli/files/numbers.hpp"
#include "cli/report/tightness.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aimcert::cli {
namespace {

/// One horizontal bar a claim, the first on top, with its name on the left or, when narrow, above.
constexpr const char* claim_axis = R"gnuplot(
name(row) = stringcolumn("claim").(stringcolumn("form") eq "published" ? "" : " (".stringcolumn("form").")")
above(row) = row + (narrow ? 0.02 : -0.34)
below(row) = row + 0.34
unset grid
set grid xtics
unset ytics
set border 1
set xtics font small
if (narrow) { set lmargin 1.5 } else { set lmargin at screen 0.4 }
set key at screen 0.98, screen 0.99 right top horizontal maxrows (narrow ? 3 : 1)
set tmargin (narrow ? 4 : 3)
)gnuplot";

/// Names of the bars; `start` is where the bars begin.
std::string claim_names(const char* start) {
    return fmt::format("plot $data using ({0}):($0-0.24):(narrow ? name(0) : \"\") with labels left font small noenhanced textcolor rgb ink, \\\n"
                       "     '' using ({0}):0:(narrow ? \"\" : name(0)) with labels right offset -0.8,0 font small noenhanced textcolor rgb ink, \\\n",
                       start);
}

/// Pixels for `bars` bars of `each`, axis and key.
int bar_chart_height(std::size_t bars, int each) { return 100 + each * static_cast<int>(bars); }
constexpr int bar = 22, bar_with_name_above = 34;

}  // namespace

Figure tightness_figure(const std::vector<SearchResult>& claims) {
    std::vector<const SearchResult*> inequalities;
    for (const auto& r : claims)
        if (r.info.relation != Relation::equal && r.verdict != Verdict::hypotheses_never_met) inequalities.push_back(&r);
    std::stable_sort(inequalities.begin(), inequalities.end(),
                     [](const auto* a, const auto* b) { return a->worst_ratio > b->worst_ratio; });
    FigureData data{{"claim", "form", "verdict", "worst_ratio"}, {}};
    for (const auto* r : inequalities)
        data.rows.push_back({r->info.id, std::string(name_of(form_names, r->info.form)),
                             std::string(name_of(verdict_names, r->verdict)), number_text(r->worst_ratio)});

    const std::size_t bars = inequalities.size();
    std::string plot = claim_axis;
    plot += fmt::format("low = {:g}; high = {:g}\nset xrange [low:high]\nset yrange [{}:-0.7]\n", lowest_drawn_ratio,
                        highest_drawn_ratio, static_cast<double>(bars) - 0.4);
    plot += R"gnuplot(
set logscale x
set format x "10^{%L}"
set xlabel "worst ratio of the two sides (1: the bound is attained)"
set arrow from 1, graph 0 to 1, graph 1 nohead lc rgb ink lw 1.2 front
clamped(r) = r < low ? low : r > high ? high : r
ratio(of) = stringcolumn("verdict") eq of ? clamped(column("worst_ratio")) : NaN
)gnuplot";
    plot += claim_names("low");
    plot += R"gnuplot(     '' using (low):0:(low):(ratio("not_falsified")):(above($0)):(below($0)) with boxxyerror lc rgb blue title "not falsified", \
     '' using (low):0:(low):(ratio("falsified")):(above($0)):(below($0)) with boxxyerror lc rgb vermilion title "falsified", \
     '' using (low):0:(low):(ratio("undecided")):(above($0)):(below($0)) with boxxyerror lc rgb pale title "undecided"
)gnuplot";
    return {"tightness", "How tight the bounds are",
            "The largest ratio <span class=\"formula\">lhs/rhs</span> (for lower bounds <span class=\"formula\">rhs/lhs</span>) "
            "that any instance reached; at 1 a bound is attained, far below 1 it could be sharper, or the search was not "
            "cunning enough.",
            data, plot, bar_chart_height(bars, bar), bar_chart_height(bars, bar_with_name_above)};
}

Figure instances_figure(const std::vector<SearchResult>& claims) {
    FigureData data{{"claim", "form", "instances", "put_to_the_test", "trivial", "hypotheses_not_met"}, {}};
    for (const auto& r : claims)
        data.rows.push_back({r.info.id, std::string(name_of(form_names, r.info.form)), std::to_string(r.instances),
                             std::to_string(r.instances - r.hypotheses_not_met - r.trivial), std::to_string(r.trivial),
                             std::to_string(r.hypotheses_not_met)});
    std::string plot = claim_axis;
    plot += fmt::format("set xrange [0:100]\nset yrange [{}:-0.7]\n", static_cast<double>(claims.size()) - 0.4);
    plot += R"gnuplot(
set xlabel "share of the instances in %"
share(count) = column("instances") > 0 ? 100.0 * count / column("instances") : 0
tested(row) = share(column("put_to_the_test"))
met(row) = share(column("put_to_the_test") + column("trivial"))
)gnuplot";
    plot += claim_names("0");
    plot += R"gnuplot(     '' using (0):0:(0):(tested(0)):(above($0)):(below($0)) with boxxyerror lc rgb blue title "put to the test", \
     '' using (0):0:(tested(0)):(met(0)):(above($0)):(below($0)) with boxxyerror lc rgb sky title "trivial", \
     '' using (0):0:(met(0)):(share(column("instances"))):(above($0)):(below($0)) with boxxyerror lc rgb pale title "hypotheses not met"
)gnuplot";
    return {"instances", "What the instances put to the test",
            "Only instances that meet the hypotheses of a claim can contradict it, and of these the trivial ones, whose left "
            "side is 0, could not: the dark share is the evidence.",
            data, plot, bar_chart_height(claims.size(), bar), bar_chart_height(claims.size(), bar_with_name_above)};
}

}  // namespace aimcert::cli
