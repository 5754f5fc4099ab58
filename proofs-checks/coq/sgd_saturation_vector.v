(** Claim    |W'-c| <= max(|W-c|, (1+α(1+r)L)Bϱ + α(1+r)Lϱ), and |W'-M| <= |W-M| with one minimum M for all samples
    Source   EX Thm 7
    Assumes  asymmetric linear device with symmetric point 0, W' = U(W, -α∇f(W; ξ)) entry by entry, any ξ; any
             dimension;
             f(.; ξ) L-smooth and μ-strongly convex, μ/2|y-x|² <= f(y) - f(x) - <g(x), y-x> <= L/2|y-x|², with minimum
             M_ξ, |M_ξ-c| <= ϱ, 0 < μ <= L; |W|_inf <= rτ, 0 <= r < η = √(2μL)/(μ+L), 0 < α, α(1+r)²(μ+L) <= 1;
             B = (1+η)/(η-r)
    Derived  a run in any order of the samples never leaves the ball of radius max(|W_0-c|, (1+α(1+r)L)Bϱ + α(1+r)Lϱ)
             around c if |c|_inf plus this radius is at most rτ; with one minimum |W_k|_inf <= |M|_inf + |W_0-M|
    Fails    published |W_k|_inf <= (L/μ) sup|W_0-M_ξ| + sup|M_ξ|_inf for α <= 1/(2L): two samples in turn with one
             minimum (3/4, 3/4, -3/4), curvature 1 along (1,0,2) resp. (2,1,1), else μ = 1/32, τ = L = 1, α = 1/2,
             W_0 = M + (0, 0, 2^-10): |W_142|_inf > .7825 > .78125, all |W_k|_inf <= 1 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness Spaces GeneralResponse StronglyConvex gd_saturation_vector
  RidgeRun.
Local Open Scope R_scope.

Section Coercive.
  Variables (n : nat) (L mu : R) (f : vector -> R) (g : vector -> vector) (M : vector).
  Hypothesis mu_pos : 0 < mu.
  Hypothesis mu_le_L : mu <= L.
  Hypothesis f_smooth : quadratic_bound n L f g.
  Hypothesis f_convex : strongly_convex n mu f g.
  Hypothesis minimum : forall x, f M <= f x.

  (** μL|x-M|² + |g(x)|² <= (μ+L)<x-M, g(x)>. *)
  Lemma coercive x :
    mu * L * norm_sq n (sub x M) + norm_sq n (g x) <= (mu + L) * dot n (sub x M) (g x).
  Proof.
    pose proof (cocoercive n mu L f g x M f_convex f_smooth mu_le_L) as H.
    assert (HL : 0 < L) by lra. pose proof (gradient_at_minimum n L f g M HL f_smooth minimum) as H0.
    assert (Hzero : forall i, (i < n)%nat -> g M i = 0).
    { intros i Hi. pose proof (sum_of_term n (fun j => (g M j)^2) i ltac:(intros; apply pow2_ge_0) Hi) as Ht.
      fold (norm_sq n (g M)) in Ht. rewrite H0 in Ht. cbv beta in Ht. nra. }
    assert (Es : forall i, (i < n)%nat -> sub (g x) (g M) i = g x i).
    { intros i Hi. unfold sub. rewrite Hzero by easy. ring. }
    rewrite (norm_sq_ext n _ (g x) Es), (dot_ext n _ (g x) _ (sub x M) Es) in H by easy.
    rewrite (dot_comm n (sub x M)). exact H.
  Qed.

  (** |g(x)| <= L|x-M|. *)
  Lemma gradient_at_most x : norm2 n (g x) <= L * norm2 n (sub x M).
  Proof.
    pose proof (coercive x) as H. pose proof (cauchy_schwarz n (sub x M) (g x)) as Hc.
    rewrite <- !norm2_sq in H. pose proof (norm2_nonneg n (g x)). pose proof (norm2_nonneg n (sub x M)).
    set (A := norm2 n (sub x M)) in *. set (G := norm2 n (g x)) in *.
    apply Rnot_lt_le; intros Hlt.
    assert (0 < (G - L * A) * (G - mu * A)) by (apply Rmult_lt_0_compat; nra).
    assert ((mu + L) * dot n (sub x M) (g x) <= (mu + L) * (A * G)) by (apply Rmult_le_compat_l; lra). nra.
  Qed.
End Coercive.

(** η and the radius that steps with different minima may reach. *)
Definition eta (mu L : R) : R := sqrt (2 * mu * L) / (mu + L).
Definition spread_radius (mu L r alpha rho : R) : R :=
  (1 + alpha * (1 + r) * L) * ((1 + eta mu L) / (eta mu L - r)) * rho + alpha * (1 + r) * L * rho.

Section Step.
  Variables (n : nat) (L mu : R) (f : vector -> R) (g : vector -> vector) (M c : vector).
  Variables (tau r alpha rho : R) (W W' : vector).
  Hypothesis mu_pos : 0 < mu.
  Hypothesis mu_le_L : mu <= L.
  Hypothesis f_smooth : quadratic_bound n L f g.
  Hypothesis f_convex : strongly_convex n mu f g.
  Hypothesis minimum : forall x, f M <= f x.
  Hypothesis tau_pos : 0 < tau.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis r_small : 0 <= r < eta mu L.
  Hypothesis rate_small : alpha * (1 + r)^2 * (mu + L) <= 1.
  Hypothesis minimum_near : norm2 n (sub M c) <= rho.
  Hypothesis in_range : forall i, (i < n)%nat -> Rabs (W i) <= r * tau.
  Hypothesis step : forall i, (i < n)%nat -> W' i = ald_update tau (W i) (- alpha * g W i).

  Let X := norm2 n (sub W c).
  Let A := norm2 n (sub W M).
  Let G := norm2 n (g W).
  (** What the device makes of g: u = g + |g| W/τ. *)
  Let drift : vector := fun i => Rabs (g W i) * (W i / tau).
  Let u : vector := fun i => g W i + drift i.

  Lemma entry_saturation i : (i < n)%nat -> Rabs (W i / tau) <= r.
  Proof.
    intros Hi. unfold Rdiv. assert (0 < / tau) by now apply Rinv_0_lt_compat.
    rewrite Rabs_mult, (Rabs_pos_eq (/ tau)) by lra.
    apply (Rmult_le_reg_r tau); [easy|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. now apply in_range.
  Qed.

  Lemma drift_at_most : norm2 n drift <= r * G.
  Proof.
    apply norm2_at_most; [apply Rmult_le_pos; [lra|apply norm2_nonneg]|].
    rewrite Rpow_mult_distr. unfold G. rewrite norm2_sq. unfold norm_sq. rewrite <- sum_of_scal.
    apply sum_of_le; intros i Hi.
    unfold drift. rewrite Rpow_mult_distr, pow2_abs, Rmult_comm. apply Rmult_le_compat_r; [apply pow2_ge_0|].
    rewrite <- pow2_abs. apply pow_incr. split; [apply Rabs_pos|now apply entry_saturation].
  Qed.

  Lemma u_at_most : norm2 n u <= (1 + r) * G.
  Proof. pose proof (norm2_triangle n (g W) drift). pose proof drift_at_most. fold G in H. unfold u. lra. Qed.

  Lemma stepped i : (i < n)%nat -> sub W' c i = sub W c i - alpha * u i.
  Proof.
    intros Hi. unfold sub, u, drift. rewrite step by easy. unfold ald_update.
    rewrite Rabs_mult, Rabs_Ropp, (Rabs_pos_eq alpha) by lra. ring.
  Qed.

  (** The direction of the step has a part towards c. *)
  Lemma towards_centre : mu * L * A^2 + G^2 - (mu + L) * (rho + r * X) * G <= (mu + L) * dot n (sub W c) u.
  Proof.
    pose proof (coercive n L mu f g M mu_pos mu_le_L f_smooth f_convex minimum W) as Hc.
    rewrite <- !norm2_sq in Hc. fold A G in Hc.
    assert (Hlow : forall x y, - (norm2 n x * norm2 n y) <= dot n x y).
    { intros x y. pose proof (cauchy_schwarz n (fun i => -1 * x i) y) as H. rewrite dot_scal_l in H.
      assert (E : norm2 n (fun i => -1 * x i) = norm2 n x) by (rewrite norm2_scal, Rabs_left; lra).
      rewrite E in H. lra. }
    assert (Ed : dot n (sub W c) u
                 = dot n (sub W M) (g W) + dot n (sub M c) (g W) + dot n (sub W c) drift).
    { unfold u. rewrite dot_plus_r, <- dot_plus_l. f_equal. apply dot_ext; [intros; unfold sub; ring|easy]. }
    pose proof (Hlow (sub M c) (g W)) as H1. pose proof (Hlow (sub W c) drift) as H2. fold G in H1.
    fold X in H2.
    assert (HG : 0 <= G) by apply norm2_nonneg. assert (HX : 0 <= X) by apply norm2_nonneg.
    pose proof (Rmult_le_compat_r _ _ _ HG minimum_near). pose proof (Rmult_le_compat_l _ _ _ HX drift_at_most).
    assert (Hs : dot n (sub W M) (g W) - (rho + r * X) * G <= dot n (sub W c) u) by (rewrite Ed; lra).
    apply (Rmult_le_compat_l (mu + L)) in Hs; [|lra]. lra.
  Qed.

  Lemma eta_bounds : 0 < eta mu L /\ (mu + L) * eta mu L = sqrt (2 * mu * L).
  Proof.
    unfold eta. split; [apply Rdiv_lt_0_compat; [apply sqrt_lt_R0; repeat apply Rmult_lt_0_compat|]; lra|field; lra].
  Qed.

  Lemma distances : X - rho <= A <= X + rho.
  Proof.
    pose proof (norm2_triangle n (sub W M) (sub M c)) as H1.
    rewrite (norm2_ext n _ (sub W c)) in H1 by (intros; unfold sub; ring). fold X A in H1.
    pose proof (norm2_triangle n (sub W c) (fun i => -1 * sub M c i)) as H2.
    rewrite (norm2_ext n _ (sub W M)) in H2 by (intros; unfold sub; ring). fold X A in H2.
    assert (E : norm2 n (fun i => -1 * sub M c i) = norm2 n (sub M c)).
    { rewrite norm2_scal, Rabs_left by lra. ring. }
    rewrite E in H2. lra.
  Qed.

  (** Far from c the step does not lead away. *)
  Lemma far_step : rho * (1 + eta mu L) <= X * (eta mu L - r) -> norm2 n (sub W' c) <= X.
  Proof.
    intros Hfar. destruct eta_bounds as [He Es]. pose proof distances as [HA _]. pose proof towards_centre as Ht.
    pose proof u_at_most as Hu. pose proof (norm2_nonneg n u) as Hu0.
    assert (HG : 0 <= G) by apply norm2_nonneg. assert (HA0 : 0 <= A) by apply norm2_nonneg.
    assert (Hs2 : (sqrt (2 * mu * L))^2 = 2 * mu * L) by (apply pow2_sqrt; repeat apply Rmult_le_pos; lra).
    (** (μ+L)(ϱ + rX) <= √(2μL) A, then √(2μL) A G <= (2μL A² + G²)/2. *)
    assert (H1 : rho + r * X <= eta mu L * A).
    { apply Rle_trans with (eta mu L * (X - rho)); [lra|apply Rmult_le_compat_l; lra]. }
    assert (H2 : (mu + L) * (rho + r * X) * G <= sqrt (2 * mu * L) * A * G).
    { apply Rmult_le_compat_r; [easy|]. rewrite <- Es, Rmult_assoc. apply Rmult_le_compat_l; lra. }
    assert (H3 : 2 * (sqrt (2 * mu * L) * A * G) <= 2 * mu * L * A^2 + G^2).
    { apply Rle_trans with ((sqrt (2 * mu * L))^2 * A^2 + G^2); [|rewrite Hs2; lra].
      pose proof (pow2_ge_0 (sqrt (2 * mu * L) * A - G)). lra. }
    set (D := dot n (sub W c) u) in *. set (m := mu + L) in *. assert (Hm : 0 < m) by (unfold m; lra).
    assert (H4 : G^2 <= m * (2 * D)) by (clearbody m D; lra).
    (** α|u|² <= 2<x,u> *)
    assert (H5 : alpha * (norm2 n u)^2 <= 2 * D).
    { apply (Rmult_le_reg_l m); [easy|]. apply Rle_trans with (2 := H4).
      apply Rle_trans with (m * (alpha * ((1 + r) * G)^2)).
      - apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; [lra|]. apply pow_incr. easy.
      - replace (m * (alpha * ((1 + r) * G)^2)) with (alpha * (1 + r)^2 * m * G^2) by ring.
        rewrite <- (Rmult_1_l (G^2)) at 2. apply Rmult_le_compat_r; [apply pow2_ge_0|easy]. }
    apply norm2_at_most; [apply norm2_nonneg|].
    rewrite (norm_sq_ext n _ _ stepped), norm_sq_minus, dot_scal_r, norm_sq_scal.
    fold D. unfold X. rewrite norm2_sq, <- (norm2_sq n u).
    assert (alpha * (alpha * (norm2 n u)^2) <= alpha * (2 * D)) by (apply Rmult_le_compat_l; lra). lra.
  Qed.

  (** From near c it cannot lead far. *)
  Lemma any_step : norm2 n (sub W' c) <= (1 + alpha * (1 + r) * L) * X + alpha * (1 + r) * L * rho.
  Proof.
    pose proof distances as [_ HA].
    pose proof (gradient_at_most n L mu f g M mu_pos mu_le_L f_smooth f_convex minimum W) as HG. fold A G in HG.
    rewrite (norm2_ext n _ _ stepped).
    pose proof (norm2_triangle n (sub W c) (fun i => - alpha * u i)) as H. fold X in H.
    rewrite (norm2_ext n _ (fun i => sub W c i - alpha * u i)) in H by (intros; ring).
    assert (E : norm2 n (fun i => - alpha * u i) = alpha * norm2 n u).
    { rewrite norm2_scal, Rabs_left by lra. ring. }
    rewrite E in H. pose proof u_at_most as Hu. apply Rle_trans with (1 := H).
    assert (Hk : 0 <= alpha * (1 + r)) by (apply Rmult_le_pos; lra).
    assert (alpha * norm2 n u <= alpha * (1 + r) * G) by (rewrite Rmult_assoc; apply Rmult_le_compat_l; lra).
    assert (alpha * (1 + r) * G <= alpha * (1 + r) * (L * (X + rho))).
    { apply Rmult_le_compat_l; [easy|]. apply Rle_trans with (1 := HG). apply Rmult_le_compat_l; lra. }
    lra.
  Qed.

  Theorem sgd_saturation_vector :
    norm2 n (sub W' c) <= Rmax (norm2 n (sub W c)) (spread_radius mu L r alpha rho).
  Proof.
    destruct (Rle_dec (rho * (1 + eta mu L)) (X * (eta mu L - r))) as [H|H].
    - apply Rle_trans with (2 := Rmax_l _ _). now apply far_step.
    - apply Rle_trans with (2 := Rmax_r _ _). apply Rle_trans with (1 := any_step). unfold spread_radius.
      apply Rplus_le_compat_r. rewrite (Rmult_assoc (1 + _) _ rho). apply Rmult_le_compat_l.
      { assert (0 <= alpha * (1 + r) * L) by (repeat apply Rmult_le_pos; lra). lra. }
      apply (Rmult_le_reg_r (eta mu L - r)); [lra|].
      replace ((1 + eta mu L) / (eta mu L - r) * rho * (eta mu L - r)) with (rho * (1 + eta mu L)) by (field; lra). lra.
  Qed.
End Step.

(** Samples of any kind, in any order. *)
Section Run.
  Variables (Sample : Type) (n : nat) (L mu tau r alpha rho : R).
  Variables (f : Sample -> vector -> R) (g : Sample -> vector -> vector) (M : Sample -> vector) (c : vector).
  Variables (xi : nat -> Sample) (W : nat -> vector).
  Hypothesis mu_pos : 0 < mu.
  Hypothesis mu_le_L : mu <= L.
  Hypothesis f_smooth : forall s, quadratic_bound n L (f s) (g s).
  Hypothesis f_convex : forall s, strongly_convex n mu (f s) (g s).
  Hypothesis minimum : forall s x, f s (M s) <= f s x.
  Hypothesis tau_pos : 0 < tau.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis r_small : 0 <= r < eta mu L.
  Hypothesis rate_small : alpha * (1 + r)^2 * (mu + L) <= 1.
  Hypothesis minimum_near : forall s, norm2 n (sub (M s) c) <= rho.
  Hypothesis steps : forall k i, (i < n)%nat -> W (S k) i = ald_update tau (W k i) (- alpha * g (xi k) (W k) i).

  Let radius := Rmax (norm2 n (sub (W O) c)) (spread_radius mu L r alpha rho).

  Theorem sgd_saturation_vector_run :
    (forall i, (i < n)%nat -> Rabs (c i) + radius <= r * tau) ->
    forall k, norm2 n (sub (W k) c) <= radius /\ forall i, (i < n)%nat -> Rabs (W k i) <= Rabs (c i) + radius.
  Proof.
    intros Hroom.
    assert (Entry : forall k, norm2 n (sub (W k) c) <= radius ->
              forall i, (i < n)%nat -> Rabs (W k i) <= Rabs (c i) + radius).
    { intros k Hk i Hi. replace (W k i) with (c i + sub (W k) c i) by (unfold sub; ring).
      apply Rle_trans with (1 := Rabs_triang _ _). pose proof (norm2_entry n (sub (W k) c) i Hi). lra. }
    assert (Ball : forall k, norm2 n (sub (W k) c) <= radius).
    { induction k as [|k IH]; [apply Rmax_l|].
      apply Rle_trans with (Rmax (norm2 n (sub (W k) c)) (spread_radius mu L r alpha rho)).
      - apply (sgd_saturation_vector n L mu (f (xi k)) (g (xi k)) (M (xi k)) c tau r alpha rho); try easy.
        + intros i Hi. apply Rle_trans with (2 := Hroom i Hi). now apply Entry.
        + intros i Hi. now apply steps.
      - apply Rmax_lub; [easy|apply Rmax_r]. }
    intros k. split; [apply Ball|]. now apply Entry.
  Qed.
End Run.

(** One minimum M for all samples: no step leads away from it. *)
Theorem sgd_saturation_vector_one_minimum (Sample : Type) (n : nat) (L mu tau r alpha : R)
  (f : Sample -> vector -> R) (g : Sample -> vector -> vector) (M : vector) (xi : nat -> Sample) (W : nat -> vector) :
  0 < mu <= L -> (forall s, quadratic_bound n L (f s) (g s)) -> (forall s, strongly_convex n mu (f s) (g s)) ->
  (forall s x, f s M <= f s x) -> 0 < tau -> 0 < alpha -> 0 <= r < eta mu L -> alpha * (1 + r)^2 * (mu + L) <= 1 ->
  (forall k i, (i < n)%nat -> W (S k) i = ald_update tau (W k i) (- alpha * g (xi k) (W k) i)) ->
  (forall i, (i < n)%nat -> Rabs (M i) + norm2 n (sub (W O) M) <= r * tau) ->
  forall k, norm2 n (sub (W k) M) <= norm2 n (sub (W O) M) /\
    forall i, (i < n)%nat -> Rabs (W k i) <= Rabs (M i) + norm2 n (sub (W O) M).
Proof.
  intros Hmu Hs Hc Hm Ht Ha Hr Hrate Hw Hroom.
  assert (H0 : norm2 n (sub M M) <= 0) by (rewrite norm2_self; lra).
  pose proof (sgd_saturation_vector_run Sample n L mu tau r alpha 0 f g (fun _ => M) M xi W (proj1 Hmu) (proj2 Hmu)
                Hs Hc Hm Ht Ha Hr Hrate (fun _ => H0) Hw) as Run. cbv zeta in Run.
  assert (E : Rmax (norm2 n (sub (W O) M)) (spread_radius mu L r alpha 0) = norm2 n (sub (W O) M)).
  { apply Rmax_left. unfold spread_radius. rewrite !Rmult_0_r. pose proof (norm2_nonneg n (sub (W O) M)). lra. }
  rewrite E in Run. now apply Run.
Qed.

Theorem sgd_saturation_vector_published_fails :
  ~ (forall (Sample : Type) (n : nat) (L mu tau alpha : R) (f : Sample -> vector -> R) (g : Sample -> vector -> vector)
            (M : Sample -> vector) (xi : nat -> Sample) (W : nat -> vector),
       0 < mu <= L -> 0 < tau -> 0 < alpha -> alpha <= 1 / (2 * L) ->
       (forall s, smooth n L (f s) (g s)) ->
       (forall s, strongly_convex n mu (f s) (g s)) -> (forall s x, f s (M s) <= f s x) ->
       (forall k i, (i < n)%nat -> W (S k) i = ald_update tau (W k i) (- alpha * g (xi k) (W k) i)) ->
       forall reach bound,
       (forall s, norm2 n (sub (W O) (M s)) <= reach) -> (forall s i, (i < n)%nat -> Rabs (M s i) <= bound) ->
       forall k, (forall j i, (j <= k)%nat -> (i < n)%nat -> Rabs (W j i) <= tau) ->
       forall i, (i < n)%nat -> Rabs (W k i) <= L / mu * reach + bound).
Proof.
  intros H.
  specialize (H bool 3%nat 1 (/32) 1 (1/2) ridge ridge_slope (fun _ => centre) turn ridge_run
                ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) ridge_smooth ridge_convex ridge_minimum
                (fun _ _ _ => eq_refl) (/1024) (3/4)).
  assert (Hreach : norm2 3 (sub (ridge_run 0) centre) <= /1024).
  { apply norm2_at_most; [lra|]. unfold norm_sq, sub, centre. cbn [sum_of ridge_run three]. lra. }
  assert (Hbound : forall i, (i < 3)%nat -> Rabs (centre i) <= 3/4).
  { intros i Hi. apply Rabs_le. destruct i as [|[|[|i]]]; [| | |lia]; unfold centre, three; lra. }
  specialize (H (fun _ => Hreach) (fun _ => Hbound) 142%nat
    (fun j i Hj Hi => ridge_run_in_unit j i Hj Hi) 1%nat ltac:(lia)).
  pose proof ridge_run_grows as Hg. apply abs_between in H. replace (2 ^ 20) with 1048576 in Hg by ring. lra.
Qed.
