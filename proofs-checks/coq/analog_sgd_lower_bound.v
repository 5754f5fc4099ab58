(** Claim    Analog SGD on f = (L/2)|W - w*1|², all D entries w = ωτ, one noise for all of them: ξ+ = v √((1-p)/p) with
             probability p = (1-ω)/2, else ξ- = -v √(p/(1-p)), v = σ/√D. With g = f', q = √(1-ω²), y = g + vω/q:
               E(w'-w) = -α q² y,  E(w'-w)² = α²(q² y² + v² + 2ωqvy),
               f - E f' = D(α/2)(q² g² + q² y² - v² ω²) - D(Lα²/2)(q² y² + v² + 2ωqvy),
               and where E W' = W, |∇f|² = σ² r²/(1-r²), r = |ω|
    Source   EX Thm 3
    Assumes  -τ < w < τ, α > 0, -ξ+ <= g <= |ξ-|, asymmetric linear device with symmetric point 0
    Derived  K steps: |(1/K) Σ E|∇f|² - σ² E S_K| <= D((4/3)I + 2v J), S_K = (1/K) Σ r_k²/(1-r_k²),
             I = 2(Y(w_0) - Y(w_S))/(αK) + (5/4)α L_Y v², J = τ|1/q_0 - E 1/q_K|/(αK) + (1.54α/τ)(2I + (5/4)v²),
             L_Y = L + 1.54 v/τ, Y' = y, y(w_S) = 0, for α L_Y <= 1/2, |w_k| <= τ/2 and -ξ+ <= g <= |ξ-| on the run;
             a run keeps to these from w_0 on where v <= √3 L (τ/2 - |w*|) and α(L + 2.31 v/τ) <= 1/2
    Fails    as published, (1/K) Σ E|∇f|² = 4σ² S_K + Θ(α), from a weight where E W' = W: D = v = 1, ω = 3/5,
             ∇f = -3/4, K = 1: 9/16 is less than 9/4 - Cα for small α, whatever C; and for long runs, with an error
             C(α + 1/(αK)): τ = v = D = 1, L = 7, w* = 193/600, W_0 = 7/25 *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device Expectation NoisyDescent TwoPointInstance TwoPointRun.
Local Open Scope R_scope.

Theorem analog_sgd_lower_bound (L v tau w_min alpha sigma w : R) (D : nat) :
  0 < tau -> 0 < alpha -> INR D * v^2 = sigma^2 -> inside tau w -> noise_decides L v tau w_min w ->
  let run := instance L v tau w_min alpha in
  let f := objective L w_min D in
  let omega := w / tau in let q := root tau w in let g := slope L w_min w in let y := g + v * omega / q in
  expect run w (fun j => next run w j - w) = - alpha * (q^2 * y) /\
  expect run w (fun j => (next run w j - w)^2) = alpha^2 * (q^2 * y^2 + v^2 + 2 * omega * q * v * y) /\
  f (weight run w) - expect run w (fun j => f (weight run (next run w j)))
  = INR D * (alpha / 2) * (q^2 * g^2 + q^2 * y^2 - v^2 * omega^2)
    - INR D * (L * alpha^2 / 2) * (q^2 * y^2 + v^2 + 2 * omega * q * v * y) /\
  (expect run w (fun j => next run w j - w) = 0 ->
   norm_sq D (objective_gradient L w_min (weight run w)) = sigma^2 * (omega^2 / (1 - omega^2))) /\
  follows D (ald_update tau) alpha (objective_gradient L w_min) run /\ centered_noise D sigma run w.
Proof.
  intros Ht Ha Hs Hw Hn run f omega q g y.
  destruct (expected_moves L v tau w_min alpha Ht Ha w Hw Hn) as (E1 & E2).
  assert (Em : second_moment L v tau w_min w = q^2 * y^2 + v^2 + 2 * omega * q * v * y)
    by (unfold second_moment, drift; fold g omega q y; ring).
  split; [exact E1|]. split; [now rewrite <- Em|]. split; [|split; [|split]].
  - pose proof (expected_objective L v tau w_min alpha D Ht Ha w Hw Hn) as E. rewrite Em in E.
    fold run f in E. unfold drift in E. fold g omega q y in E.
    replace (q^2 * g^2) with ((q * g)^2) by ring. replace (q^2 * y^2) with ((q * y)^2) at 1 by ring. exact E.
  - intros H0. fold run in E1. rewrite E1 in H0. destruct (root_pos tau Ht w Hw) as (Hq & _). fold q in Hq, H0.
    assert (Hy : drift L v tau w_min w = 0).
    { assert (0 < alpha * q^2) by (apply Rmult_lt_0_compat; nra). apply (Rmult_eq_reg_l (alpha * q^2)); lra. }
    simpl weight. rewrite gradient_sq_at, <- Hs. now apply resting_gradient.
  - apply instance_follows.
  - now apply instance_noise.
Qed.

(** The average over a run is σ² S_K up to I and J. *)
Theorem analog_sgd_lower_bound_derived (L v tau w_min alpha sigma start w_S : R) (D K : nat) :
  0 < tau -> 0 <= v -> 0 < alpha -> 0 <= L -> (0 < K)%nat -> INR D * v^2 = sigma^2 ->
  let run := instance L v tau w_min alpha in
  let slope_bound := L + 154 / 100 * v / tau in
  let Y := potential L v tau w_min in
  let I := 2 * (Y start - Y w_S) / (alpha * INR K) + 5 / 4 * alpha * slope_bound * v^2 in
  let J := tau * Rabs (/ root tau start - expect_after run K (fun w => / root tau w) start) / (alpha * INR K)
           + 154 / 100 * alpha / tau * (2 * I + 5 / 4 * v^2) in
  alpha * slope_bound <= 1 / 2 ->
  (forall k w, (k <= K)%nat -> reached run k start w -> Rabs w <= tau / 2) ->
  (forall w, met run K start w -> noise_decides L v tau w_min w) ->
  inside tau w_S -> drift L v tau w_min w_S = 0 ->
  Rabs (run_mean run K (fun w => norm_sq D (objective_gradient L w_min (weight run w))) start
        - sigma^2 * run_mean run K (fun w => (w / tau)^2 / (1 - (w / tau)^2)) start)
  <= INR D * (4 / 3 * I + 2 * v * J).
Proof.
  intros Ht Hv Ha HL HK Hs run slope_bound Y I J Hrate Hstays Hdecided HS H0.
  exact (average_gradient L v tau w_min alpha D Ht Hv Ha HL start w_S sigma K HK Hrate Hstays Hdecided HS H0 Hs).
Qed.

(** The same with conditions on the instance and the start only. *)
Theorem analog_sgd_lower_bound_derived_with_little_noise (L v tau w_min alpha sigma start w_S : R) (D K : nat) :
  0 < tau -> 0 <= v -> 0 < alpha -> 0 < L -> (0 < K)%nat -> INR D * v^2 = sigma^2 ->
  let run := instance L v tau w_min alpha in
  let slope_bound := L + 154 / 100 * v / tau in
  let Y := potential L v tau w_min in
  let I := 2 * (Y start - Y w_S) / (alpha * INR K) + 5 / 4 * alpha * slope_bound * v^2 in
  let J := tau * Rabs (/ root tau start - expect_after run K (fun w => / root tau w) start) / (alpha * INR K)
           + 154 / 100 * alpha / tau * (2 * I + 5 / 4 * v^2) in
  v <= sqrt 3 * L * (tau / 2 - Rabs w_min) -> alpha * (L + 231 / 100 * v / tau) <= 1 / 2 ->
  Rabs start <= tau / 2 -> noise_decides L v tau w_min start ->
  inside tau w_S -> drift L v tau w_min w_S = 0 ->
  Rabs (run_mean run K (fun w => norm_sq D (objective_gradient L w_min (weight run w))) start
        - sigma^2 * run_mean run K (fun w => (w / tau)^2 / (1 - (w / tau)^2)) start)
  <= INR D * (4 / 3 * I + 2 * v * J).
Proof.
  intros Ht Hv Ha HL HK Hs run slope_bound Y I J Hlittle Hrate Hstart Hdecides HS H0.
  assert (Hvt : 0 <= v / tau) by (apply Rmult_le_pos; [easy | left; now apply Rinv_0_lt_compat]).
  assert (Hin : forall k w, reached run k start w -> decided_region L v tau w_min w).
  { intros k w Hw. apply (run_in_region L v tau w_min alpha Ht Hv Ha HL Hlittle) with k start; try easy. lra. }
  apply (analog_sgd_lower_bound_derived L v tau w_min alpha sigma start w_S D K); try easy; try lra.
  - apply Rle_trans with (alpha * (L + 231 / 100 * v / tau)); [|easy]. apply Rmult_le_compat_l; lra.
  - intros k w _ Hw. now apply (Hin k).
  - intros w (k & _ & Hw). now apply (Hin k).
Qed.

(** The published lower bound 4σ² S_K less a term of order α, from a weight at which the mean rests. *)
Theorem analog_sgd_lower_bound_published_fails :
  ~ (forall (L v tau w_min sigma w : R) (D K : nat),
     0 < L -> 0 < tau -> 0 < v -> (0 < D)%nat -> (0 < K)%nat -> INR D * v^2 = sigma^2 -> inside tau w ->
     noise_decides L v tau w_min w ->
     (forall alpha, 0 < alpha ->
        expect (instance L v tau w_min alpha) w (fun j => next (instance L v tau w_min alpha) w j - w) = 0) ->
     exists C alpha_0, 0 < alpha_0 /\ forall alpha, 0 < alpha <= alpha_0 ->
     4 * sigma^2 * run_mean (instance L v tau w_min alpha) K (fun w => (w / tau)^2 / (1 - (w / tau)^2)) w - C * alpha
     <= run_mean (instance L v tau w_min alpha) K (fun w => norm_sq D (objective_gradient L w_min (fun _ => w))) w).
Proof.
  intros H. assert (Hw : inside 1 (3 / 5)) by (unfold inside; lra).
  assert (Hq : root 1 (3 / 5) = 4 / 5).
  { unfold root. replace (1 - (3 / 5 / 1)^2) with ((4 / 5)^2) by field. apply sqrt_pow2. lra. }
  assert (Hn : noise_decides 4 1 1 (63 / 80) (3 / 5)).
  { unfold noise_decides, slope. destruct (noise_values 1 1 ltac:(lra) (3 / 5) Hw) as (-> & ->).
    rewrite Hq. lra. }
  destruct (H 4 1 1 (63 / 80) 1 (3 / 5) 1%nat 1%nat) as (C & alpha_0 & Ha0 & Hc);
    try lra; try lia; try easy; [simpl; ring | |].
  - intros alpha Ha. destruct (expected_moves 4 1 1 (63 / 80) alpha ltac:(lra) Ha (3 / 5) Hw Hn) as (-> & _).
    unfold drift, slope. rewrite Hq. field.
  - set (alpha := Rmin alpha_0 (/ (Rabs C + 1))). pose proof (Rabs_pos C) as Hp.
    assert (Hi : 0 < / (Rabs C + 1)) by (apply Rinv_0_lt_compat; lra).
    assert (Ha : 0 < alpha <= alpha_0) by (unfold alpha; split; [now apply Rmin_glb_lt | apply Rmin_l]).
    assert (Hsmall : C * alpha <= 1).
    { apply Rle_trans with ((Rabs C + 1) * alpha).
      - apply Rmult_le_compat_r; [lra|]. pose proof (Rle_abs C). lra.
      - apply Rle_trans with ((Rabs C + 1) * / (Rabs C + 1)); [|right; field; lra].
        apply Rmult_le_compat_l; [lra | apply Rmin_r]. }
    specialize (Hc alpha Ha). unfold run_mean, mean_of in Hc. cbn [sum_of expect_after] in Hc.
    unfold norm_sq, objective_gradient in Hc. cbn [sum_of] in Hc. change (INR 1) with 1 in Hc. lra.
Qed.

(** Nor does it hold up to a term of order α + 1/(αK) for runs of any length: L = 7, τ = v = D = 1,
    w* = 193/600, for which the weight at rest is 7/25. *)
Theorem analog_sgd_lower_bound_published_fails_for_long_runs :
  ~ (forall (L v tau w_min sigma start : R) (D : nat),
     0 < L -> 0 < tau -> 0 < v -> (0 < D)%nat -> INR D * v^2 = sigma^2 ->
     v <= sqrt 3 * L * (tau / 2 - Rabs w_min) -> Rabs start <= tau / 2 -> noise_decides L v tau w_min start ->
     exists C alpha_0, 0 < alpha_0 /\ forall alpha K, 0 < alpha <= alpha_0 -> (0 < K)%nat ->
     4 * sigma^2 * run_mean (instance L v tau w_min alpha) K (fun w => (w / tau)^2 / (1 - (w / tau)^2)) start
     - C * (alpha + 1 / (alpha * INR K))
     <= run_mean (instance L v tau w_min alpha) K (fun w => norm_sq D (objective_gradient L w_min (fun _ => w))) start).
Proof.
  intros H. set (w_min := 193 / 600). set (start := 7 / 25).
  assert (Hq : root 1 start = 24 / 25).
  { unfold root, start. replace (1 - (7 / 25 / 1)^2) with ((24 / 25)^2) by field. apply sqrt_pow2. lra. }
  assert (Hin : inside 1 start) by (unfold inside, start; lra).
  assert (Hn : noise_decides 7 1 1 w_min start).
  { unfold noise_decides, slope. destruct (noise_values 1 1 ltac:(lra) start Hin) as (-> & ->). rewrite Hq.
    unfold start, w_min. lra. }
  assert (Hlittle : 1 <= sqrt 3 * 7 * (1 / 2 - Rabs w_min)).
  { assert (1 <= sqrt 3) by (rewrite <- sqrt_1 at 1; apply sqrt_le_1_alt; lra).
    rewrite Rabs_pos_eq by (unfold w_min; lra). unfold w_min. lra. }
  assert (Hstart : Rabs start <= 1 / 2) by (rewrite Rabs_pos_eq; unfold start; lra).
  assert (Hrest : drift 7 1 1 w_min start = 0) by (unfold drift, slope; rewrite Hq; unfold start, w_min; field).
  destruct (H 7 1 1 w_min 1 start 1%nat) as (C & alpha_0 & Ha0 & Hc); try lra; try lia; try easy; [simpl; ring|].
  clear H. pose proof (Rabs_pos C) as HC. set (small := / (100 * (Rabs C + 142))).
  assert (Hsm : 0 < small) by (apply Rinv_0_lt_compat; lra).
  assert (Hsmall : small * (Rabs C + 142) = 1 / 100) by (unfold small; field; lra).
  set (alpha := Rmin alpha_0 small).
  assert (Ha : 0 < alpha <= alpha_0 /\ alpha <= small).
  { unfold alpha. split; [split; [now apply Rmin_glb_lt | apply Rmin_l] | apply Rmin_r]. }
  destruct Ha as (Ha & Has). assert (Ha1 : alpha <= 1 / 14200) by nra.
  assert (Haa : 0 < / (alpha * alpha)) by (apply Rinv_0_lt_compat; nra).
  destruct (nfloor_ex (/ (alpha * alpha)) ltac:(lra)) as (K0 & _ & HK). rewrite <- S_INR in HK. set (K := S K0) in *.
  assert (HKp : (0 < K)%nat) by (unfold K; lia).
  assert (HaK : 1 / (alpha * INR K) <= alpha).
  { apply (Rmult_le_reg_r (alpha * INR K)); [apply Rmult_lt_0_compat; lra|].
    replace (1 / (alpha * INR K) * (alpha * INR K)) with 1 by (field; lra).
    apply (Rmult_le_reg_l (/ (alpha * alpha))); [easy|].
    replace (/ (alpha * alpha) * (alpha * (alpha * INR K))) with (INR K) by (field; lra). lra. }
  assert (HaKp : 0 < 1 / (alpha * INR K)) by (apply Rdiv_lt_0_compat; [lra | apply Rmult_lt_0_compat; lra]).
  specialize (Hc alpha K Ha HKp). set (run := instance 7 1 1 w_min alpha) in *.
  pose proof (analog_sgd_lower_bound_derived_with_little_noise 7 1 1 w_min alpha 1 start start 1 K ltac:(lra) ltac:(lra)
    ltac:(lra) ltac:(lra) HKp ltac:(simpl; ring) Hlittle ltac:(lra) Hstart Hn Hin Hrest) as Hd.
  fold run in Hd. simpl weight in Hd.
  set (S := run_mean run K (fun w => (w / 1)^2 / (1 - (w / 1)^2)) start) in *.
  set (G := run_mean run K (fun w => norm_sq 1 (objective_gradient 7 w_min (fun _ => w))) start) in *.
  set (inverse := expect_after run K (fun w => / root 1 w) start) in *.
  (* the run stays in |w| <= 1/2 *)
  assert (Hregion : forall k w, reached run k start w -> central 1 w).
  { intros k w Hw. apply (run_in_region 7 1 1 w_min alpha ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra) Hlittle
      ltac:(lra) k start w);
      [split|]; easy. }
  assert (Hlaw : forall w, met run K start w -> distribution (outcomes run w) (probability run w)).
  { intros w (k & _ & Hw). exact (chance_law 1 ltac:(lra) w (central_inside 1 ltac:(lra) w (Hregion k w Hw))). }
  assert (Hinv : 0 <= inverse <= 6 / 5).
  { assert (Hb : forall w, reached run K start w -> 0 <= / root 1 w <= 6 / 5).
    { intros w Hw. destruct (central_root 1 ltac:(lra) w (Hregion K w Hw)) as (_ & _ & Hr).
      split; [left; apply Rinv_0_lt_compat; lra|]. replace (6 / 5) with (/ (5 / 6)) by field. apply Rinv_le_contravar;
        lra. }
    split; [apply expect_after_floor; [easy | intros w Hw; now apply Hb]|].
    apply Ropp_le_cancel. unfold inverse. rewrite <- expect_after_opp. apply expect_after_floor; [easy|].
    intros w Hw. destruct (Hb w Hw). lra. }
  assert (HSG : w_min^2 / 2 <= S + / 49 * G).
  { unfold S, G. rewrite <- run_mean_scal, <- run_mean_plus.
    rewrite <- (run_mean_const run K (w_min^2 / 2) start HKp Hlaw). apply run_mean_le; [easy|].
    intros w (k & _ & Hw).
    pose proof (inside_units 1 ltac:(lra) w (central_inside 1 ltac:(lra) w (Hregion k w Hw))) as Hu.
    unfold norm_sq, objective_gradient. cbn [sum_of]. set (o := w / 1) in *. replace w with o by (unfold o; field).
    assert (o^2 <= o^2 / (1 - o^2)).
    { assert (Hp : 0 < 1 - o^2) by nra. apply (Rmult_le_reg_r (1 - o^2)); [easy|].
      unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. pose proof (pow2_ge_0 o). nra. }
    pose proof (pow2_ge_0 (2 * o - w_min)). nra. }
  assert (HG0 : 0 <= G).
  { unfold G. rewrite <- (run_mean_const run K 0 start HKp Hlaw). apply run_mean_le; [easy|]. intros;
      apply norm_sq_nonneg. }
  (* the two sides in units of α *)
  rewrite Hq in Hd. change (INR 1) with 1 in Hd.
  replace (potential 7 1 1 w_min start - potential 7 1 1 w_min start) with 0 in Hd by ring.
  assert (Hj : Rabs (/ (24 / 25) - inverse) / (alpha * INR K) <= 6 / 5 * alpha).
  { unfold Rdiv. replace (/ (alpha * INR K)) with (1 / (alpha * INR K)) by (field; lra).
    apply Rmult_le_compat; [apply Rabs_pos | lra | apply Rabs_le; lra | easy]. }
  apply Rabs_le_between in Hd. destruct Hd as (_ & Hd).
  replace (2 * 0 / (alpha * INR K)) with 0 in Hd by (field; lra).
  set (jump := Rabs (/ (24 / 25) - inverse) / (alpha * INR K)) in *.
  assert (Hupper : G <= S + 85 * (2 * alpha)).
  { set (I := 0 + 5 / 4 * alpha * (7 + 154 / 100 * 1 / 1) * 1^2) in *.
    assert (EI : I = 427 / 40 * alpha) by (unfold I; field).
    assert (EJ : 1 * Rabs (/ (24 / 25) - inverse) / (alpha * INR K) + 154 / 100 * alpha / 1 * (2 * I + 5 / 4 * 1^2)
                 = jump + 154 / 100 * alpha * (2 * (427 / 40 * alpha) + 5 / 4)) by (rewrite EI; unfold jump; field;
                   lra).
    rewrite EJ, EI in Hd. assert (alpha * alpha <= / 14200 * alpha) by (apply Rmult_le_compat_r; lra). lra. }
  assert (Hlower : 4 * S - Rabs C * (2 * alpha) <= G).
  { pose proof (Rle_abs C). assert (C * (alpha + 1 / (alpha * INR K)) <= Rabs C * (2 * alpha)).
    { apply Rle_trans with (Rabs C * (alpha + 1 / (alpha * INR K))).
      - apply Rmult_le_compat_r; lra.
      - apply Rmult_le_compat_l; lra. }
    lra. }
  assert (Hfin : (Rabs C + 142) * (2 * alpha) <= 2 / 100) by nra.
  unfold w_min in HSG. nra.
Qed.
