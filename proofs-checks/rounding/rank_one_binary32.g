# rank_one_entry, tau = 1, c >= 0: x and w of either sign cover c < 0.
@rnd = float<ieee_32, ne>;
w = rnd(w_); x = rnd(x_); c = rnd(c_);
p rnd= |x| * w; s rnd= x + p; m rnd= c * s; y rnd= w - m;
P = |x| * w; S = x + P; M = c * S; Y = w - M;
{ |w| <= 1 /\ c in [0, 1] /\ |x| <= 1 /\ |Y| <= 1 -> |y - Y| <= 402653224b-50 }
