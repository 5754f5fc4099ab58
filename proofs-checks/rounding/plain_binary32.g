# plain_update, tau = 1: one float beyond the range at most.
@rnd = float<ieee_32, ne>;
w = rnd(w_); d = rnd(d_);
s rnd= w + d; p rnd= |d| * w; y rnd= s - p;
Y = (w + d) - |d| * w;
{ |w| <= 1 /\ |d| <= 1 /\ |Y| <= 1 -> |y - Y| <= 335544328b-50 /\ |y| <= 8388609b-23 }
