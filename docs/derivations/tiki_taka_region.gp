# Where the condition of `tiki_taka_convergence`, 33 P_max^2 < tau^2, can be met together with its Assumption 5:
#   gnuplot docs/derivations/tiki_taka_region.gp
# writes tiki_taka_region.csv and tiki_taka_region.svg beside this file.
folder = "docs/derivations/"
least(c, dimension) = sqrt(1353.0 * dimension) / c           # of sigma/(L tau), for c <= 1/sqrt(D)

set print folder."tiki_taka_region.csv"
print "D,law,c,least sigma/(L tau)"
do for [dimension in "1 2 4 16 64 256 1024"] {
    d = real(dimension)
    print sprintf("%s,constant size,%.9g,%.9g", dimension, 1 / sqrt(d), least(1 / sqrt(d), d))
    print sprintf("%s,normal,%.9g,%.9g", dimension, sqrt(2 / pi) / sqrt(d), least(sqrt(2 / pi) / sqrt(d), d))
    print sprintf("%s,\"two values, 1 to 4\",%.9g,%.9g", dimension, 0.5 / sqrt(d), least(0.5 / sqrt(d), d))
    print sprintf("%s,\"two values, 1 to 16\",%.9g,%.9g", dimension, 0.25 / sqrt(d), least(0.25 / sqrt(d), d))
}
unset print

set terminal svg size 720,440 font "sans,12" background "white"
set output folder."tiki_taka_region.svg"
set logscale xy
set xrange [0.02:1.5]
set yrange [20:20000]
set samples 400
set xlabel "c, where E|x + ε_i| ≥ cσ for every x"
set ylabel "σ/(Lτ)"
set title "The condition of the theorem holds above each line, which ends at c = 1/√D"
set key top right
set grid
plot for [d in "1 4 16 256"] [c=0.02:1.5] (c <= 1 / sqrt(d) ? least(c, real(d)) : 1 / 0) with lines linewidth 2 title "D = ".d, \
     least(x, 1 / x**2) with lines dashtype 2 linecolor "black" title "c = 1/√D: σ = 36.78 D L τ"
