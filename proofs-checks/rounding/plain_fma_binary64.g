# plain_update_fma, tau = 1: never beyond the range.
@rnd = float<ieee_64, ne>;
w = rnd(w_); d = rnd(d_);
s rnd= w + d; y = rnd(s - |d| * w);
Y = (w + d) - |d| * w;
{ |w| <= 1 /\ |d| <= 1 /\ |Y| <= 1 -> |y - Y| <= 1b-52 /\ |y| <= 1 }
