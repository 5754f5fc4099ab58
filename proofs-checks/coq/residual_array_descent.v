(** Claim      E|P'-P*|² <= (1 - αγμL/(4(μ+L)))|P-P*|² + (2α(μ+L)F_max σ²/(γμL))|G/√F|²_inf + α² max(q+,q-)² σ², P* =
               (W*-W)/γ, F, G, q+, q- at P
    Source     RF Lemma 7 (81), its last term corrected; hypotheses from its proof (126)
    Assumes    P' = U(P, -α(g+ε)) on elements with any responses, q+(P), q-(P) >= 0, F(P) <= F_max; g = ∇f(W+γP), ∇f = 0
               at W*; f(x) + <∇f(x), y-x> + (μ/2)|y-x|² <= f(y) <= f(x) + <∇f(x), y-x> + (L/2)|y-x|² for all x, y, 0 <
               μ <= L; lo <= q_s <= hi for the responses that -g uses, C+ = (hi+lo)/2 >= 1/2, C- = (hi-lo)/2, C-² <= C+²
               μL/(2(μ+L)²), 4αF_max² <= C+/(γ(μ+L)); α, γ > 0; finitely many outcomes of ε with any probabilities, E
               ε = 0, E|ε|² <= σ²
    Corrected  residual_array_descent
    Fails      residual_array_descent_published_fails: with α²F_max²σ² as last term and αF_max² <= C+/(γ(μ+L)),
               however small α is asked to be: D = 1, ald τ = 1, f = w²/2, γ = 1, P = P* = α/8, ε = 3 or -1 with odds
               1 to 3 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness Expectation GeneralResponse StronglyConvex.
Local Open Scope R_scope.

(** |x y| is at most what Young's inequality makes of it. *)
Lemma young (c x y : R) : 0 < c -> 2 * x * y <= c * x^2 + y^2 / c.
Proof.
  intros Hc. assert (E : c * x^2 + y^2 / c - 2 * x * y = (c * x - y)^2 / c) by (field; lra).
  assert (0 <= (c * x - y)^2 / c) by (apply Rmult_le_pos; [apply pow2_ge_0|left; now apply Rinv_0_lt_compat]). lra.
Qed.

(** One entry: e = P-P*, gradient g, noise z; q the response that -g uses, so that g F + |g| G = g q. δ is what noise
    may cost of the contraction, κ = γ(μ+L)/C+. *)
Lemma array_entry (F G F_max s Q g q lo hi alpha delta kappa e : R) :
  0 <= F <= F_max -> 0 <= s -> G^2 <= s * F -> 0 < alpha -> 0 < delta -> 0 < kappa ->
  lo <= q <= hi -> g * F + Rabs g * G = g * q -> (forall h, (h * F + Rabs h * G)^2 <= Q * h^2) ->
  exists lambda, forall z,
    (e - alpha * ((g + z) * F + Rabs (g + z) * G))^2
    <= (1 + alpha * ((hi - lo) / 2)^2 * kappa + alpha * delta) * e^2 - 2 * alpha * ((hi + lo) / 2) * (e * g)
       + alpha / kappa * g^2 + alpha^2 * Q * g^2 + (alpha / delta * (s * F_max) + alpha^2 * Q) * z^2 + lambda * z.
Proof.
  intros HF Hs0 HG Ha Hd Hk Hq Hgq HQ.
  exists (- 2 * alpha * e * F + 2 * alpha^2 * Q * g). intros z. set (h := g + z).
  assert (Hdiff : (Rabs h - Rabs g)^2 <= z^2).
  { rewrite <- (pow2_abs (Rabs h - Rabs g)), <- (pow2_abs z). apply pow_incr. split; [apply Rabs_pos|].
    pose proof (Rabs_triang_inv2 h g) as T. now replace (h - g) with z in T by (unfold h; ring). }
  set (m := Rabs h) in *. set (y := Rabs g) in *. set (Cp := (hi + lo) / 2). set (Cm := (hi - lo) / 2).
  assert (HE : h * F + m * G = g * q + z * F + (m - y) * G) by (rewrite <- Hgq; unfold h; ring).
  (* -2e(gq) <= -2C+ eg + C-²κ e² + g²/κ, as |q - C+| <= C- *)
  assert (H1 : - 2 * (e * (g * q)) <= - 2 * Cp * (e * g) + Cm^2 * kappa * e^2 + g^2 / kappa).
  { set (t := Cp - q). assert (Ht : - Cm <= t <= Cm) by (unfold t, Cp, Cm; lra).
    pose proof (young kappa (t * e) g Hk) as Y. assert (Ht2 : t^2 <= Cm^2) by nra.
    assert (kappa * (t * e)^2 <= Cm^2 * kappa * e^2).
    { replace (kappa * (t * e)^2) with (t^2 * (kappa * e^2)) by ring.
      replace (Cm^2 * kappa * e^2) with (Cm^2 * (kappa * e^2)) by ring.
      apply Rmult_le_compat_r; [|easy]. apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
    unfold t in *. lra. }
  (* -2e(|h|-|g|)G <= δ e² + s F_max z²/δ *)
  assert (H2 : - 2 * (e * ((m - y) * G)) <= delta * e^2 + / delta * (s * F_max) * z^2).
  { pose proof (young delta (- e) ((m - y) * G) Hd) as Y.
    assert (HG2 : ((m - y) * G)^2 <= s * F_max * z^2).
    { rewrite Rpow_mult_distr. assert (G^2 <= s * F_max) by nra.
      rewrite (Rmult_comm (s * F_max)). apply Rmult_le_compat; try apply pow2_ge_0; easy. }
    assert (((m - y) * G)^2 / delta <= / delta * (s * F_max) * z^2).
    { unfold Rdiv. rewrite Rmult_comm, Rmult_assoc. apply Rmult_le_compat_l; [left; now apply Rinv_0_lt_compat|easy]. }
    replace ((- e)^2) with (e^2) in Y by ring. lra. }
  specialize (HQ h). fold m in HQ.
  assert (H3 : alpha^2 * (h * F + m * G)^2 <= alpha^2 * (Q * (g^2 + 2 * g * z + z^2))).
  { apply Rmult_le_compat_l; [apply pow2_ge_0|]. eapply Rle_trans; [exact HQ|]. unfold h. right. ring. }
  replace ((e - alpha * (h * F + m * G))^2)
    with (e^2 + alpha * (- 2 * (e * (g * q)) + - 2 * (e * ((m - y) * G))) - 2 * alpha * e * F * z
          + alpha^2 * (h * F + m * G)^2) by (rewrite HE; ring).
  assert (H1' := Rmult_le_compat_l alpha _ _ ltac:(lra) (Rplus_le_compat _ _ _ _ H1 H2)).
  unfold Rdiv in *. lra.
Qed.

Section Descent.
  Variables (n N : nat) (p : vector) (eps : nat -> vector).
  Hypotheses (Hp : distribution N p) (Hz : unbiased n N p eps).
  Variables (mu L : R) (f : vector -> R) (grad : vector -> vector).
  Hypotheses (Hlow : strongly_convex n mu f grad) (Hhigh : quadratic_bound n L f grad) (Hmu : 0 < mu <= L).
  Variables (A : array) (W P Wstar : vector) (F_max alpha gamma sigma lo hi : R).
  Hypotheses (HP : in_range n A P) (HF : F_at_most n A P F_max).
  Hypothesis Hstar : forall i, (i < n)%nat -> grad Wstar i = 0.
  Hypotheses (Halpha : 0 < alpha) (Hgamma : 0 < gamma).
  Hypothesis Hvariance : variance n N p eps <= sigma^2.

  Let g := grad (add W (scale gamma P)).
  Let Pstar := scale (/ gamma) (sub Wstar W).
  Let e := sub P Pstar.
  Let P' (j : nat) := step A P (scale (- alpha) (add g (eps j))).
  Let s := asymmetry n A P.
  Let q := used A P (scale (-1) g).
  Let Q := largest n (fun i => (steepest A P i)^2).
  Let C_plus := (hi + lo) / 2.
  Let C_minus := (hi - lo) / 2.
  Hypothesis Hq : forall i, (i < n)%nat -> lo <= q i <= hi.
  Hypotheses (Hspread : C_minus^2 <= C_plus^2 * (mu * L / (2 * (mu + L)^2))) (Hplus : / 2 <= C_plus).
  Hypothesis Hrate : 4 * alpha * F_max^2 <= C_plus / (gamma * (mu + L)).

  (** γμL|e|²/(μ+L) + |g|²/(γ(μ+L)) <= <e,g>. *)
  Lemma gradient_angle : gamma * mu * L * norm_sq n e + norm_sq n g / gamma <= (mu + L) * dot n e g.
  Proof.
    pose proof (cocoercive n mu L f grad (add W (scale gamma P)) Wstar Hlow Hhigh (proj2 Hmu)) as H. fold g in H.
    rewrite (norm_sq_ext n _ (fun i => gamma * e i)) in H.
    2:{ intros i _. unfold e, Pstar, sub, add, scale. field. lra. }
    rewrite (norm_sq_ext n (sub g (grad Wstar)) g) in H.
    2:{ intros i Hi. unfold sub. rewrite Hstar by easy. ring. }
    rewrite (dot_ext n _ g _ (fun i => gamma * e i)) in H.
    2:{ intros i Hi. unfold sub. rewrite Hstar by easy. ring. }
    2:{ intros i _. unfold e, Pstar, sub, add, scale. field. lra. }
    rewrite norm_sq_scal, dot_scal_r, (dot_comm n g e) in H.
    apply (Rmult_le_reg_l gamma); [easy|].
    replace (gamma * (gamma * mu * L * norm_sq n e + norm_sq n g / gamma))
      with (mu * L * (gamma^2 * norm_sq n e) + norm_sq n g) by (field; lra). lra.
  Qed.

  Lemma Q_at_most : (0 < n)%nat -> 0 <= Q <= 4 * F_max^2.
  Proof.
    intros Hn. split; [apply largest_nonneg|]. apply largest_le; [pose proof (pow2_ge_0 F_max); lra|].
    intros i Hi. replace (4 * F_max^2) with ((2 * F_max)^2) by ring. apply pow_incr.
    destruct (used_bounds n A P HP P i Hi). pose proof (steepest_le n A P HP i Hi). specialize (HF i Hi). lra.
  Qed.

  (** (hF + |h|G)² <= Q h². *)
  Lemma response_sq i h : (i < n)%nat -> (h * F_of A P i + Rabs h * G_of A P i)^2 <= Q * h^2.
  Proof.
    intros Hi. pose proof (realised_used A P (fun _ => - h) i) as E. unfold realised in E. rewrite Rabs_Ropp in E.
    replace (h * F_of A P i + Rabs h * G_of A P i) with (- (- h * F_of A P i - Rabs h * G_of A P i)) by ring.
    rewrite E. replace ((- (- h * used A P (fun _ => - h) i))^2) with ((used A P (fun _ => - h) i)^2 * h^2) by ring.
    apply Rmult_le_compat_r; [apply pow2_ge_0|].
    apply (Rle_trans _ ((steepest A P i)^2)); [|now apply (largest_at_least n (fun i => (steepest A P i)^2))].
    apply pow_incr. now apply (used_bounds n A P HP).
  Qed.

  Theorem residual_array_descent :
    (0 < n)%nat ->
    expected N p (fun j => norm_sq n (sub (P' j) Pstar))
    <= (1 - alpha * gamma * mu * L / (4 * (mu + L))) * norm_sq n e
       + 2 * alpha * (mu + L) * F_max * sigma^2 / (gamma * mu * L) * s + alpha^2 * Q * sigma^2.
  Proof.
    intros Hn. pose proof (Q_at_most Hn) as HQ. pose proof (asymmetry_nonneg n A P) as Hs. fold s in Hs.
    assert (HF0 : 0 <= F_max) by (pose proof (F_nonneg n A P HP 0%nat Hn); specialize (HF 0%nat Hn); lra).
    set (delta := C_plus * gamma * mu * L / (mu + L)). set (kappa := gamma * (mu + L) / C_plus).
    assert (HmuL : 0 < mu * L) by nra. assert (HC : 0 < C_plus) by lra.
    assert (Hd : 0 < delta).
    { apply Rdiv_lt_0_compat; [|lra]. replace (C_plus * gamma * mu * L) with ((C_plus * gamma) * (mu * L)) by ring.
      apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|easy]. }
    assert (Hk : 0 < kappa) by (apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat|]; lra).
    destruct (finite_choice n _ (fun i Hi =>
      array_entry (F_of A P i) (G_of A P i) F_max s Q (g i) (q i) lo hi alpha delta kappa (e i)
        (conj (F_nonneg n A P HP i Hi) (HF i Hi)) Hs (asymmetry_bound n A P HP i Hi) Halpha Hd Hk (Hq i Hi)
        ltac:(pose proof (realised_used A P (scale (-1) g) i) as E; unfold realised, scale in E;
              replace (-1 * g i) with (- g i) in E by ring; rewrite Rabs_Ropp in E; unfold q, scale; lra)
        (fun h => response_sq i h Hi))) as [lambda H].
    set (rate := 1 + alpha * C_minus^2 * kappa + alpha * delta).
    set (c := rate * norm_sq n e - 2 * alpha * C_plus * dot n e g + (alpha / kappa + alpha^2 * Q) * norm_sq n g).
    set (K := alpha / delta * (s * F_max) + alpha^2 * Q).
    assert (HE : expected N p (fun j => norm_sq n (sub (P' j) Pstar)) <= c + K * variance n N p eps).
    { apply (expected_bound N p Hp n eps Hz) with (lambda := lambda). intros j _. unfold c, dot, norm_sq.
      rewrite <- !sum_of_scal, <- sum_of_minus, <- !sum_of_plus. apply sum_of_le. intros i Hi.
      specialize (H i Hi (eps j i)).
      assert (E : sub (P' j) Pstar i
                  = e i - alpha * ((g i + eps j i) * F_of A P i + Rabs (g i + eps j i) * G_of A P i)).
      { unfold sub, P'. rewrite step_against by lra. unfold e, sub, gradient_response, add. ring. }
      rewrite E. fold C_plus C_minus in H. unfold rate, K. lra. }
    eapply Rle_trans; [exact HE|].
    assert (HK : 0 <= K).
    { unfold K. apply Rplus_le_le_0_compat.
      - apply Rmult_le_pos; [left; now apply Rdiv_lt_0_compat|nra].
      - apply Rmult_le_pos; [apply pow2_ge_0|lra]. }
    assert (HKs : K * variance n N p eps <= K * sigma^2) by now apply Rmult_le_compat_l.
    assert (HKb : K * sigma^2 <= 2 * alpha * (mu + L) * F_max * sigma^2 / (gamma * mu * L) * s + alpha^2 * Q * sigma^2).
    { assert (Hinv : alpha / delta <= 2 * alpha * (mu + L) / (gamma * mu * L)).
      { apply (Rmult_le_reg_r delta); [easy|]. unfold Rdiv at 1. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
        replace (2 * alpha * (mu + L) / (gamma * mu * L) * delta) with (2 * alpha * C_plus)
          by (unfold delta; field; lra).
        nra. }
      assert (alpha / delta * (s * F_max * sigma^2) <= 2 * alpha * (mu + L) / (gamma * mu * L) * (s * F_max * sigma^2)).
      { apply Rmult_le_compat_r; [|easy]. apply Rmult_le_pos; [nra|apply pow2_ge_0]. }
      replace (2 * alpha * (mu + L) * F_max * sigma^2 / (gamma * mu * L) * s)
        with (2 * alpha * (mu + L) / (gamma * mu * L) * (s * F_max * sigma^2)) by (field; lra).
      unfold K. lra. }
    pose proof gradient_angle as HA.
    assert (Hc : c <= (1 - alpha * gamma * mu * L / (4 * (mu + L))) * norm_sq n e).
    { pose proof (norm_sq_nonneg n e) as He. pose proof (norm_sq_nonneg n g) as Hg.
      set (E := norm_sq n e) in *. set (Y := norm_sq n g) in *. set (X := dot n e g) in *.
      assert (HX : 2 * alpha * C_plus * X >= 2 * alpha * delta * E + 2 * (alpha / kappa) * Y).
      { replace (2 * alpha * delta * E + 2 * (alpha / kappa) * Y)
          with (2 * alpha * C_plus / (mu + L) * (gamma * mu * L * E + Y / gamma)) by (unfold delta, kappa; field; lra).
        replace (2 * alpha * C_plus * X) with (2 * alpha * C_plus / (mu + L) * ((mu + L) * X)) by (field; lra).
        apply Rle_ge, Rmult_le_compat_l; [|exact HA]. left. apply Rdiv_lt_0_compat; nra. }
      assert (HQY : alpha^2 * Q * Y <= alpha / kappa * Y).
      { apply Rmult_le_compat_r; [easy|]. replace (alpha / kappa) with (alpha * (C_plus / (gamma * (mu + L))))
          by (unfold kappa; field; lra). nra. }
      assert (HCm : C_minus^2 * kappa <= delta / 2).
      { apply (Rle_trans _ (C_plus^2 * (mu * L / (2 * (mu + L)^2)) * kappa)).
        - apply Rmult_le_compat_r; lra.
        - right. unfold kappa, delta. field. lra. }
      assert (HdE : gamma * mu * L / (4 * (mu + L)) <= delta / 2).
      { unfold delta. replace (C_plus * gamma * mu * L / (mu + L) / 2)
          with (2 * C_plus * (gamma * mu * L / (4 * (mu + L)))) by (field; lra).
        assert (0 < gamma * mu * L / (4 * (mu + L))) by (apply Rdiv_lt_0_compat; nra). nra. }
      replace (alpha * gamma * mu * L / (4 * (mu + L))) with (alpha * (gamma * mu * L / (4 * (mu + L))))
        by (field; lra).
      unfold c, rate. assert (alpha * (C_minus^2 * kappa) * E <= alpha * (delta / 2) * E).
      { apply Rmult_le_compat_r; [easy|]. apply Rmult_le_compat_l; lra. }
      assert (alpha * (gamma * mu * L / (4 * (mu + L))) * E <= alpha * (delta / 2) * E).
      { apply Rmult_le_compat_r; [easy|]. apply Rmult_le_compat_l; lra. }
      lra. }
    lra.
  Qed.
End Descent.

Definition one_sided (j : nat) : vector := fun _ => match j with O => 3 | _ => -1 end.
Definition one_to_three (j : nat) : R := match j with O => / 4 | _ => 3 / 4 end.

Theorem residual_array_descent_published_fails :
  ~ (exists alpha_max, 0 < alpha_max /\
     forall (n N : nat) (p : vector) (eps : nat -> vector) (mu L : R) (f : vector -> R) (grad : vector -> vector)
            (A : array) (W P Wstar : vector) (F_max alpha gamma sigma lo hi : R),
       (0 < n)%nat -> distribution N p -> unbiased n N p eps -> variance n N p eps = sigma^2 ->
       0 < mu <= L -> strongly_convex n mu f grad -> smooth n L f grad -> (forall i, (i < n)%nat -> grad Wstar i = 0) ->
       in_range n A P -> is_F_max n A F_max -> 0 < alpha -> 0 < gamma -> 0 <= sigma ->
       let g := grad (add W (scale gamma P)) in
       let Pstar := scale (/ gamma) (sub Wstar W) in
       let q := used A P (scale (-1) g) in
       let C_plus := (hi + lo) / 2 in
       let C_minus := (hi - lo) / 2 in
       (forall i, (i < n)%nat -> lo <= q i <= hi) ->
       (exists i, (i < n)%nat /\ q i = lo) -> (exists i, (i < n)%nat /\ q i = hi) ->
       C_minus^2 / C_plus^2 <= mu * L / (2 * (mu + L)^2) -> / 2 <= C_plus ->
       alpha * F_max^2 <= C_plus / (gamma * (mu + L)) -> alpha <= alpha_max ->
       expected N p (fun j => norm_sq n (sub (step A P (scale (- alpha) (add g (eps j)))) Pstar))
       <= (1 - alpha * gamma * mu * L / (4 * (mu + L))) * norm_sq n (sub P Pstar)
          + 2 * alpha * (mu + L) * F_max * sigma^2 / (gamma * mu * L) * asymmetry n A P
          + alpha^2 * F_max^2 * sigma^2).
Proof.
  intros [alpha_max [Hmax H]]. set (a := Rmin alpha_max (/ 4)).
  assert (Ha : 0 < a <= / 4) by (split; [apply Rmin_pos; lra|apply Rmin_r]).
  assert (Ham : a <= alpha_max) by apply Rmin_l. clearbody a. set (x := a / 8).
  assert (Hp : distribution 2 one_to_three).
  { split; [intros [|j] _|]; unfold one_to_three; cbn [sum_of]; lra. }
  assert (Hz : unbiased 1 2 one_to_three one_sided).
  { intros i _. unfold expected, one_to_three, one_sided. cbn [sum_of]. lra. }
  assert (Hv : variance 1 2 one_to_three one_sided = (sqrt 3)^2).
  { rewrite pow2_sqrt by lra. unfold variance, expected, norm_sq, one_to_three, one_sided. cbn [sum_of]. field. }
  specialize (H 1%nat 2%nat one_to_three one_sided 1 1 (quadratic 1 0) (quadratic_gradient 1 0) (ald 1)
                (fun _ => - x) (fun _ => x) (fun _ => 0) 1 a 1 (sqrt 3) (1 - x) (1 - x)).
  specialize (H ltac:(lia) Hp Hz Hv ltac:(lra) (quadratic_strongly_convex 1 0) (quadratic_smooth 1 0 ltac:(lra))
                ltac:(intros; unfold quadratic_gradient; lra)
                ltac:(intros i _; unfold q_plus, q_minus, x; cbn; lra) (ald_F_max 1 1 ltac:(lia))
                ltac:(lra) ltac:(lra) (sqrt_pos 3)).
  cbv zeta in H.
  assert (Hg : forall i, quadratic_gradient 1 0 (add (fun _ => - x) (scale 1 (fun _ => x))) i = 0).
  { intros i. unfold quadratic_gradient, add, scale. ring. }
  assert (Hq : forall i, used (ald 1) (fun _ => x)
                 (scale (-1) (quadratic_gradient 1 0 (add (fun _ => - x) (scale 1 (fun _ => x))))) i = 1 - x).
  { intros i. unfold used, scale at 1. destruct Rle_dec as [|no]; [unfold q_plus; cbn; lra|].
    exfalso. apply no. rewrite Hg. lra. }
  specialize (H ltac:(intros; rewrite Hq; lra) ltac:(exists 0%nat; split; [lia|apply Hq])
                ltac:(exists 0%nat; split; [lia|apply Hq])).
  replace ((1 - x - (1 - x)) / 2) with 0 in H by field.
  replace ((1 - x + (1 - x)) / 2) with (1 - x) in H by field.
  specialize (H ltac:(unfold Rdiv; lra) ltac:(unfold x; lra) ltac:(unfold x; lra) Ham).
  rewrite pow2_sqrt in H by lra.
  unfold expected, one_to_three, norm_sq, sub, asymmetry, largest in H. cbn [sum_of] in H.
  rewrite !ald_step, ald_F, ald_G in H. unfold scale, add, one_sided, quadratic_gradient in H.
  rewrite Rmax_right in H by (pose proof (pow2_ge_0 (x / 1)); lra).
  replace (- a * (1 * (- x + 1 * x - 0) + 3)) with (- (3 * a)) in H by ring.
  replace (- a * (1 * (- x + 1 * x - 0) + -1)) with a in H by ring.
  rewrite Rabs_Ropp, (Rabs_pos_eq (3 * a)), (Rabs_pos_eq a) in H by lra.
  assert (Hx : a = 8 * x) by (unfold x; lra). rewrite Hx in *. assert (0 < x) by lra.
  unfold Rdiv in H. assert (0 < x^3) by now apply pow_lt. nra.
Qed.
