# plain_update, tau = 1: one float beyond the range at most.
@rnd = float<ieee_64, ne>;
w = rnd(w_); d = rnd(d_);
s rnd= w + d; p rnd= |d| * w; y rnd= s - p;
Y = (w + d) - |d| * w;
{ |w| <= 1 /\ |d| <= 1 /\ |Y| <= 1 -> |y - Y| <= 180143985094819848b-108 /\ |y| <= 4503599627370497b-52 }
