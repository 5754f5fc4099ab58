(** Claim    Analog SGD on f = (L/2)|W - w*1|², all D entries w = ωτ, one noise for all of them: ξ+ = v √((1-p)/p) with
             probability p = (1-ω)/2, else ξ- = -v √(p/(1-p)), v = σ/√D. With g = f', q = √(1-ω²), y = g + vω/q:
               E(w'-w) = -α q² y,  E(w'-w)² = α²(q² y² + v² + 2ωqvy),
               f - E f' = D(α/2)(q² g² + q² y² - v² ω²) - D(Lα²/2)(q² y² + v² + 2ωqvy),
               and where E W' = W, |∇f|² = σ² r²/(1-r²), r = |ω|
    Source   EX Thm 3
    Assumes  -τ < w < τ, v > 0, -ξ+ <= g <= |ξ-|, asymmetric linear device with symmetric point 0 *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device Smoothness NoisyDescent.
Local Open Scope R_scope.

Section Instance.
  Variables (L v tau w_min alpha : R) (D : nat).
  Hypothesis tau_pos : 0 < tau.

  (** f and its gradient on vectors of D entries; the gradient's entry at W = w1. *)
  Definition objective (W : vector) : R := sum_of D (fun i => L / 2 * (W i - w_min)^2).
  Definition objective_gradient (W : vector) : vector := fun i => L * (W i - w_min).
  Definition slope (w : R) : R := L * (w - w_min).

  (** p = (1-ω)/2, ξ+, |ξ-| and q = √(1-ω²). *)
  Definition chance (w : R) : R := (1 - w / tau) / 2.
  Definition up (w : R) : R := v * sqrt ((1 - chance w) / chance w).
  Definition down (w : R) : R := v * sqrt (chance w / (1 - chance w)).
  Definition root (w : R) : R := sqrt (1 - (w / tau)^2).

  (** The run; its state is the one number that all entries have. *)
  Definition instance : random_run := {|
    state := R;
    weight := fun w _ => w;
    outcomes := fun _ => 2%nat;
    probability := fun w => two_values (chance w) (1 - chance w);
    noise := fun w j _ => two_values (up w) (- down w) j;
    next := fun w j => ald_update tau w (- alpha * (slope w + two_values (up w) (- down w) j)) |}.

  (** y = g + vω/q, which vanishes where the mean weight rests. *)
  Definition drift (w : R) : R := slope w + v * (w / tau) / root w.
  Definition second_moment (w : R) : R :=
    (root w * drift w)^2 + v^2 + 2 * (w / tau) * root w * v * drift w.

  Definition inside (w : R) : Prop := - tau < w < tau.
  (** -ξ+ <= g <= |ξ-|: the noise decides the sign of a step. *)
  Definition noise_decides (w : R) : Prop := - up w <= slope w <= down w.

  Lemma inside_units w : inside w -> -1 < w / tau < 1.
  Proof.
    intros Hw. unfold inside in Hw. split; apply (Rmult_lt_reg_r tau); try easy; unfold Rdiv;
      rewrite Rmult_assoc, Rinv_l by lra; lra.
  Qed.

  Lemma root_pos w : inside w -> 0 < root w /\ root w * root w = 1 - (w / tau)^2.
  Proof.
    intros Hw. pose proof (inside_units w Hw). assert (0 < 1 - (w / tau)^2) by nra.
    unfold root. split; [now apply sqrt_lt_R0 | apply sqrt_sqrt; lra].
  Qed.

  (** ξ+ = v(1+ω)/q, ξ- = -v(1-ω)/q. *)
  Lemma noise_values w : inside w -> up w = v * (1 + w / tau) / root w /\ down w = v * (1 - w / tau) / root w.
  Proof.
    intros Hw. pose proof (inside_units w Hw). destruct (root_pos w Hw) as (Hq & Hqq).
    unfold up, down, chance. set (o := w / tau) in *. set (q := root w) in *.
    assert (Hs : forall a b, 0 < a -> 0 < b -> a * b = q * q -> sqrt (a / b) = a / q).
    { intros a b Ha Hb E. rewrite <- (sqrt_pow2 (a / q)) by (apply Rlt_le, Rdiv_lt_0_compat; lra). f_equal.
      replace ((a / q)^2) with (a * a / (q * q)) by (field; lra). rewrite <- E. field. lra. }
    split; [transitivity (v * ((1 + o) / q)) | transitivity (v * ((1 - o) / q))]; try (field; lra); f_equal.
    - replace ((1 - (1 - o) / 2) / ((1 - o) / 2)) with ((1 + o) / (1 - o)) by (field; lra). apply Hs; lra.
    - replace ((1 - o) / 2 / (1 - (1 - o) / 2)) with ((1 - o) / (1 + o)) by (field; lra). apply Hs; lra.
  Qed.

  Lemma instance_follows : follows D (ald_update tau) alpha objective_gradient instance.
  Proof. intros w j i _. reflexivity. Qed.

  Lemma chance_law w : inside w -> is_law 2 (two_values (chance w) (1 - chance w)).
  Proof. intros Hw. pose proof (inside_units w Hw). apply two_values_law. unfold chance. lra. Qed.

  (** E ξ = 0 and D E ξ² = D v² = σ². *)
  Lemma instance_noise sigma w : inside w -> INR D * v^2 = sigma^2 -> centered_noise D sigma instance w.
  Proof.
    intros Hw Hs. split; [now apply chance_law|].
    destruct (noise_values w Hw) as (Eu & Ed). destruct (root_pos w Hw) as (Hq & Hqq).
    rewrite <- Hs. unfold expect, average.
    cbn [outcomes probability noise instance sum_of two_values]. unfold chance. rewrite Eu, Ed.
    set (o := w / tau) in *. set (q := root w) in *. split.
    - intros i _. field. lra.
    - unfold norm_sq. rewrite !sum_of_const. right.
      replace (0 + (1 - o) / 2 * (INR D * (v * (1 + o) / q)^2) + (1 - (1 - o) / 2) * (INR D * (- (v * (1 - o) / q))^2))
        with (INR D * v^2 * ((1 - o^2) / (q * q))) by (field; lra).
      rewrite Hqq. field. pose proof (inside_units w Hw). fold o in H. nra.
  Qed.

  Hypothesis alpha_pos : 0 < alpha.

  (** The two steps, when the noise decides their sign. *)
  Lemma instance_steps w :
    inside w -> noise_decides w ->
    next instance w 0 = w - alpha * (1 + w / tau) * (slope w + up w) /\
    next instance w 1 = w - alpha * (1 - w / tau) * (slope w - down w).
  Proof.
    intros _ [Hu Hd]. simpl. unfold ald_update. split.
    - rewrite Rabs_left1 by nra. field. lra.
    - rewrite Rabs_pos_eq by nra. field. lra.
  Qed.

  (** E of a function of w' that is a quadratic polynomial in w' - w. *)
  Lemma expected_moves w :
    inside w -> noise_decides w ->
    expect instance w (fun j => next instance w j - w) = - alpha * ((root w)^2 * drift w) /\
    expect instance w (fun j => (next instance w j - w)^2) = alpha^2 * second_moment w.
  Proof.
    intros Hw Hn. destruct (instance_steps w Hw Hn) as (E0 & E1).
    destruct (noise_values w Hw) as (Eu & Ed). destruct (root_pos w Hw) as (Hq & Hqq).
    assert (Hexp : forall phi, expect instance w (fun j => phi (next instance w j))
                   = (1 - w / tau) / 2 * phi (next instance w 0) + (1 + w / tau) / 2 * phi (next instance w 1)).
    { intros phi. unfold expect, average, chance. cbn [outcomes probability instance sum_of two_values]. unfold chance. field. lra. }
    rewrite (Hexp (fun w' => w' - w)), (Hexp (fun w' => (w' - w)^2)), E0, E1, Eu, Ed.
    unfold second_moment, drift. set (o := w / tau) in *. set (q := root w) in *. set (g := slope w).
    assert (E : o^2 = 1 - q * q) by (rewrite Hqq; ring).
    split; apply (Rmult_eq_reg_l (q * q)); try nra.
    - transitivity (- alpha * ((1 - o^2) * (q * q * g + v * o * q))); [field; lra|].
      rewrite E. field. lra.
    - transitivity (alpha^2 * ((1 - o^2) * (q * q * g^2 + 4 * g * v * o * q + v^2 * (1 + 3 * o^2)))); [field; lra|].
      transitivity (alpha^2 * (q * q * (q * q * g^2 + 4 * g * v * o * q + v^2 * (1 + 3 * o^2)))); [rewrite E; ring|].
      field. lra.
  Qed.

  Lemma objective_at w : objective (fun _ => w) = INR D * (L / 2 * (w - w_min)^2).
  Proof. exact (sum_of_const D (L / 2 * (w - w_min)^2)). Qed.

  Lemma gradient_sq_at w : norm_sq D (objective_gradient (fun _ => w)) = INR D * (slope w)^2.
  Proof. exact (sum_of_const D ((slope w)^2)). Qed.

  Lemma expected_objective w :
    inside w -> noise_decides w ->
    objective (fun _ => w) - expect instance w (fun j => objective (weight instance (next instance w j)))
    = INR D * (alpha / 2) * ((root w * slope w)^2 + (root w * drift w)^2 - v^2 * (w / tau)^2)
      - INR D * (L * alpha^2 / 2) * second_moment w.
  Proof.
    intros Hw Hn. destruct (expected_moves w Hw Hn) as (E1 & E2). destruct (root_pos w Hw) as (Hq & Hqq).
    assert (E : expect instance w (fun j => objective (weight instance (next instance w j)))
                = INR D * (L / 2 * (w - w_min)^2
                  + (slope w * expect instance w (fun j => next instance w j - w)
                     + L / 2 * expect instance w (fun j => (next instance w j - w)^2)))).
    { unfold expect. rewrite <- (average_const 2 (two_values (chance w) (1 - chance w)) (L / 2 * (w - w_min)^2))
        by now apply chance_law.
      rewrite <- !average_scal. simpl outcomes. simpl probability. rewrite <- !average_plus, <- average_scal.
      apply average_ext; intros j _.
      change (weight instance (next instance w j)) with (fun _ : nat => next instance w j).
      rewrite objective_at. unfold slope. field. }
    rewrite E, E1, E2, objective_at. unfold drift at 1 2.
    set (o := w / tau) in *. set (q := root w) in *. set (g := slope w). set (m := second_moment w).
    assert (Ho : v^2 * o^2 = (v * o / q)^2 * (q * q)) by (field; lra). rewrite Ho. field. lra.
  Qed.

  (** Where the mean weight rests. *)
  Lemma resting_gradient w : inside w -> drift w = 0 -> INR D * (slope w)^2 = INR D * v^2 * ((w / tau)^2 / (1 - (w / tau)^2)).
  Proof.
    intros Hw Hy. destruct (root_pos w Hw) as (Hq & Hqq). unfold drift in Hy.
    rewrite <- Hqq. replace (slope w) with (- (v * (w / tau) / root w)) by lra. field. lra.
  Qed.
End Instance.

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
